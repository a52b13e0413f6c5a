/** The change a task made. */
@NullMarked
package dev.berth.api.diff;

import org.jspecify.annotations.NullMarked;
