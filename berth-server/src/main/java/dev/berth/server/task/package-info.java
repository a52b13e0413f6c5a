/** Tasks, their events and their evidence over REST. */
@NullMarked
package dev.berth.server.task;

import org.jspecify.annotations.NullMarked;
