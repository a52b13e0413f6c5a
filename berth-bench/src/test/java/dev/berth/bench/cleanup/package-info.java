@NullMarked
package dev.berth.bench.cleanup;

import org.jspecify.annotations.NullMarked;
