/** JMH and load benchmarks. */
@NullMarked
package dev.berth.bench;

import org.jspecify.annotations.NullMarked;
