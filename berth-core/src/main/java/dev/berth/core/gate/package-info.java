/** Gates: where a step waits for a human. */
@NullMarked
package dev.berth.core.gate;

import org.jspecify.annotations.NullMarked;
