/** What is put together for an agent. */
@NullMarked
package dev.berth.engine.hydration;

import org.jspecify.annotations.NullMarked;
