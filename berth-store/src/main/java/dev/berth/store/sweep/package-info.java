/** The journals of sweeps. */
@NullMarked
package dev.berth.store.sweep;

import org.jspecify.annotations.NullMarked;
