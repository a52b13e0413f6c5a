/** Ways of sweeping stacks, over the same simulated worlds; and how long a large plan takes. */
@NullMarked
package dev.berth.bench.sweep;

import org.jspecify.annotations.NullMarked;
