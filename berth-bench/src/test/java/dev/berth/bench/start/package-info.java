@NullMarked
package dev.berth.bench.start;

import org.jspecify.annotations.NullMarked;
