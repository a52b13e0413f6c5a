/** Workflows: which steps a kind of task takes. */
@NullMarked
package dev.berth.core.workflow;

import org.jspecify.annotations.NullMarked;
