/** {@code berth dev}: commands for people who write agents. */
@NullMarked
package dev.berth.cli.agent;

import org.jspecify.annotations.NullMarked;
