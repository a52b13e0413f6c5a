/** The task service and the lifecycle driver. */
@NullMarked
package dev.berth.engine.task;

import org.jspecify.annotations.NullMarked;
