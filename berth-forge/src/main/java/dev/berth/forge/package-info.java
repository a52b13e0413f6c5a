/** Forges: local bare git repositories. */
@NullMarked
package dev.berth.forge;

import org.jspecify.annotations.NullMarked;
