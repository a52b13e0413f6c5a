/** Commands about workflows. */
@NullMarked
package dev.berth.cli.workflow;

import org.jspecify.annotations.NullMarked;
