/** A clock that tests turn by hand. */
@NullMarked
package dev.berth.testkit.time;

import org.jspecify.annotations.NullMarked;
