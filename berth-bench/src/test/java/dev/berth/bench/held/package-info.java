@NullMarked
package dev.berth.bench.held;

import org.jspecify.annotations.NullMarked;
