/** A forge and its mirror without git. */
@NullMarked
package dev.berth.testkit.forge;

import org.jspecify.annotations.NullMarked;
