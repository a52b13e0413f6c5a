/** Tests. */
@NullMarked
package dev.berth.policy.command;

import org.jspecify.annotations.NullMarked;
