/** A run's report, for people and for programs. */
@NullMarked
package dev.berth.stacks.report;

import org.jspecify.annotations.NullMarked;
