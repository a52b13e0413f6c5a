/** The one clock. */
@NullMarked
package dev.berth.core.time;

import org.jspecify.annotations.NullMarked;
