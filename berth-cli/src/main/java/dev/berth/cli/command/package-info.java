/** The command line: command sets, shared options, exit codes, errors. */
@NullMarked
package dev.berth.cli.command;

import org.jspecify.annotations.NullMarked;
