/** Carrying out a plan: reading, approving, touching one thing after another, reporting. */
@NullMarked
package dev.berth.stacks.run;

import org.jspecify.annotations.NullMarked;
