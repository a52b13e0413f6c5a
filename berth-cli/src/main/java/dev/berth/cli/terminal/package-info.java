/** Text on a terminal: encoded, measured, laid out. */
@NullMarked
package dev.berth.cli.terminal;

import org.jspecify.annotations.NullMarked;
