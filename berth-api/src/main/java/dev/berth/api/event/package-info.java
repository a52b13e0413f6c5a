/** Events of a task, as a page and as a stream. */
@NullMarked
package dev.berth.api.event;

import org.jspecify.annotations.NullMarked;
