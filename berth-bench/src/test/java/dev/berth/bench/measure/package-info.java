@NullMarked
package dev.berth.bench.measure;

import org.jspecify.annotations.NullMarked;
