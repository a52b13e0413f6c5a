/** The client's clock. */
@NullMarked
package dev.berth.cli.time;

import org.jspecify.annotations.NullMarked;
