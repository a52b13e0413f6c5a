/** Whole task lifecycles, beside the commits that the same database file can make. */
@NullMarked
package dev.berth.bench.lifecycle;

import org.jspecify.annotations.NullMarked;
