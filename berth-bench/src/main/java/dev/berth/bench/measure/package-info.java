/** Samples, percentiles and the header that every run prints. */
@NullMarked
package dev.berth.bench.measure;

import org.jspecify.annotations.NullMarked;
