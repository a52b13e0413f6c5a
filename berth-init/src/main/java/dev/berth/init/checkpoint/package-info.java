/** Snapshots of the agent's tree in a git directory of our own. */
@NullMarked
package dev.berth.init.checkpoint;

import org.jspecify.annotations.NullMarked;
