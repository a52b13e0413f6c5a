/** A task from the invocation to the result. */
@NullMarked
package dev.berth.agent.workflow;

import org.jspecify.annotations.NullMarked;
