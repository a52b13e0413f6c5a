/** How long the package takes to start: the server until it is ready, commands until they ended. */
@NullMarked
package dev.berth.bench.start;

import org.jspecify.annotations.NullMarked;
