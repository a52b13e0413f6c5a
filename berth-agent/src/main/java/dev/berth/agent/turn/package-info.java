/** The loop of turns between model and tools. */
@NullMarked
package dev.berth.agent.turn;

import org.jspecify.annotations.NullMarked;
