@NullMarked
package dev.berth.stacks.plan;

import org.jspecify.annotations.NullMarked;
