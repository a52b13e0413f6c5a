@NullMarked
package dev.berth.stacks;

import org.jspecify.annotations.NullMarked;
