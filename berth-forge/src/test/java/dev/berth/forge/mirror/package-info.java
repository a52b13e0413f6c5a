/** Tests with the real git. */
@NullMarked
package dev.berth.forge.mirror;

import org.jspecify.annotations.NullMarked;
