@NullMarked
package dev.berth.bench.sweep;

import org.jspecify.annotations.NullMarked;
