/** The port to forges and to the mirrors in front of them. */
@NullMarked
package dev.berth.core.forge;

import org.jspecify.annotations.NullMarked;
