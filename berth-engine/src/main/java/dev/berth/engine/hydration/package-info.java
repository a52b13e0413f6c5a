/** Preflight, the hydrated context, and the start of a session. */
@NullMarked
package dev.berth.engine.hydration;

import org.jspecify.annotations.NullMarked;
