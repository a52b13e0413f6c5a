@NullMarked
package dev.berth.stacks.simulate;

import org.jspecify.annotations.NullMarked;
