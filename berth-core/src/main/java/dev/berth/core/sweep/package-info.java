/** What sweeps of cloud accounts remember in the database. */
@NullMarked
package dev.berth.core.sweep;

import org.jspecify.annotations.NullMarked;
