/**
 * Destroying and sweeping cloud stacks that AgentCore has touched. Unknown is never gone, and
 * nothing is deleted that is not proven to be ours.
 */
@NullMarked
package dev.berth.stacks;

import org.jspecify.annotations.NullMarked;
