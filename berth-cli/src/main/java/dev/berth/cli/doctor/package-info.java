/** Checks of what Berth needs, and where settings come from. */
@NullMarked
package dev.berth.cli.doctor;

import org.jspecify.annotations.NullMarked;
