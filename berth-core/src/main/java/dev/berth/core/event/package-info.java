/** What happened to a task, in order. */
@NullMarked
package dev.berth.core.event;

import org.jspecify.annotations.NullMarked;
