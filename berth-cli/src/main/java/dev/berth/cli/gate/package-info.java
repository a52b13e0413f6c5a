/** Commands about gates. */
@NullMarked
package dev.berth.cli.gate;

import org.jspecify.annotations.NullMarked;
