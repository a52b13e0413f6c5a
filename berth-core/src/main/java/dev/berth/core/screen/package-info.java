/** The content screen: what a text may not carry to an agent. */
@NullMarked
package dev.berth.core.screen;

import org.jspecify.annotations.NullMarked;
