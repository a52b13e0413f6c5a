/** What programs would do that a shell runs. */
@NullMarked
package dev.berth.policy.command;

import org.jspecify.annotations.NullMarked;
