/** What every implementation of the ports does, the simulator as well as the real thing. */
@NullMarked
package dev.berth.stacks.contract;

import org.jspecify.annotations.NullMarked;
