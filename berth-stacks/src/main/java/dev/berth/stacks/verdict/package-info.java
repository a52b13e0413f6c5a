/** Whose a network interface is, and until when it is likely to stay. */
@NullMarked
package dev.berth.stacks.verdict;

import org.jspecify.annotations.NullMarked;
