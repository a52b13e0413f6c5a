/** Workflow files: reading, validating, listing. */
@NullMarked
package dev.berth.engine.workflow;

import org.jspecify.annotations.NullMarked;
