/** Probes. */
@NullMarked
package dev.berth.api.health;

import org.jspecify.annotations.NullMarked;
