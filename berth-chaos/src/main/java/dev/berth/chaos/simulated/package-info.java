/** Simulated sessions: the real engine on a clock that is turned by hand, in a world that fails. */
@NullMarked
package dev.berth.chaos.simulated;

import org.jspecify.annotations.NullMarked;
