/** Tasks and their state machine. */
@NullMarked
package dev.berth.core.task;

import org.jspecify.annotations.NullMarked;
