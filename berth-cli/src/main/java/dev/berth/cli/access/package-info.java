/** Commands about API keys. */
@NullMarked
package dev.berth.cli.access;

import org.jspecify.annotations.NullMarked;
