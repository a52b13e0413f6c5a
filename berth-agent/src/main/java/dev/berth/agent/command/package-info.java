/** Processes the agent starts: shell commands, checks, git. */
@NullMarked
package dev.berth.agent.command;

import org.jspecify.annotations.NullMarked;
