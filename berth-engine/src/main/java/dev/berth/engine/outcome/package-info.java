/** Finding out what became of the work, by asking the forge and by building. */
@NullMarked
package dev.berth.engine.outcome;

import org.jspecify.annotations.NullMarked;
