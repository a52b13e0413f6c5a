/** Tests of the forge and the mirror with the real git. */
@NullMarked
package dev.berth.forge;

import org.jspecify.annotations.NullMarked;
