@NullMarked
package dev.berth.dist.stacks;

import org.jspecify.annotations.NullMarked;
