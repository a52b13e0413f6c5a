/** Wire records of workflows. */
@NullMarked
package dev.berth.api.workflow;

import org.jspecify.annotations.NullMarked;
