/** The mirror in front of a forge, and the push protocol. */
@NullMarked
package dev.berth.forge.mirror;

import org.jspecify.annotations.NullMarked;
