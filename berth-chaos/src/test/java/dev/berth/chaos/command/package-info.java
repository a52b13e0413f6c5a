/** Tests of the command's options. */
@NullMarked
package dev.berth.chaos.command;

import org.jspecify.annotations.NullMarked;
