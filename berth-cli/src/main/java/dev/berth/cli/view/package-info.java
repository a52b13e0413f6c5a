/** The live view of a task. */
@NullMarked
package dev.berth.cli.view;

import org.jspecify.annotations.NullMarked;
