/**
 * A simulation, and labelled as one: an account on a virtual clock behind the ports of {@code
 * cloud}, with releases of every length, delayed listings, faults at every call, neighbours and
 * crashes. Worlds come from a seed and can be played again by it. A judge that shares no code with
 * the planner counts what must not happen.
 */
@NullMarked
package dev.berth.stacks.simulate;

import org.jspecify.annotations.NullMarked;
