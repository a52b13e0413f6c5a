@NullMarked
package dev.berth.stacks.verdict;

import org.jspecify.annotations.NullMarked;
