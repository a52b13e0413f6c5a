/** Tests. */
@NullMarked
package dev.berth.cli.terminal;

import org.jspecify.annotations.NullMarked;
