/** Kills the packaged server at every point between two durable steps, and looks from outside. */
@NullMarked
package dev.berth.dist.crash;

import org.jspecify.annotations.NullMarked;
