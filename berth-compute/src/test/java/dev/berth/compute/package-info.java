@NullMarked
package dev.berth.compute;

import org.jspecify.annotations.NullMarked;
