/** Creating, showing, steering and repeating tasks. */
@NullMarked
package dev.berth.api.task;

import org.jspecify.annotations.NullMarked;
