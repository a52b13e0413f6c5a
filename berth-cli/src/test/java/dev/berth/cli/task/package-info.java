/** Tests. */
@NullMarked
package dev.berth.cli.task;

import org.jspecify.annotations.NullMarked;
