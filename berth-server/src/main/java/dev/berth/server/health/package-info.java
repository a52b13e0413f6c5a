/** Probes and metrics. */
@NullMarked
package dev.berth.server.health;

import org.jspecify.annotations.NullMarked;
