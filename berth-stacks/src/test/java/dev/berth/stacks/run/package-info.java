@NullMarked
package dev.berth.stacks.run;

import org.jspecify.annotations.NullMarked;
