/** Writing events in groups, and waiting for them. */
@NullMarked
package dev.berth.engine.event;

import org.jspecify.annotations.NullMarked;
