@NullMarked
package dev.berth.bench.lifecycle;

import org.jspecify.annotations.NullMarked;
