/** Gates: raised by questions, closed by people, by time, or by the end of a task. */
@NullMarked
package dev.berth.engine.gate;

import org.jspecify.annotations.NullMarked;
