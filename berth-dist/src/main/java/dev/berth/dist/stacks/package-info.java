/** The commands for AWS stacks: destroying one, sweeping an account, simulating. */
@NullMarked
package dev.berth.dist.stacks;

import org.jspecify.annotations.NullMarked;
