/** Tests with the real git. */
@NullMarked
package dev.berth.forge.local;

import org.jspecify.annotations.NullMarked;
