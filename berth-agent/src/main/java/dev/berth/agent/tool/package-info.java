/** What the model can do: read, write, edit, glob, grep, bash. */
@NullMarked
package dev.berth.agent.tool;

import org.jspecify.annotations.NullMarked;
