/** {@code berth chaos}. */
@NullMarked
package dev.berth.chaos.command;

import org.jspecify.annotations.NullMarked;
