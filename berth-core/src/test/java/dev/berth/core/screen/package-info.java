/** The built-in screen and what is shown to people. */
@NullMarked
package dev.berth.core.screen;

import org.jspecify.annotations.NullMarked;
