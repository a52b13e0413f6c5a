/** Offering a task's result as a branch of a local repository. */
@NullMarked
package dev.berth.cli.apply;

import org.jspecify.annotations.NullMarked;
