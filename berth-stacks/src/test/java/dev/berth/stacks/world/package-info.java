/** Small accounts for tests: by hand, and random ones from a seed. */
@NullMarked
package dev.berth.stacks.world;

import org.jspecify.annotations.NullMarked;
