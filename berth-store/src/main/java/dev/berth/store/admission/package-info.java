/** Slots. */
@NullMarked
package dev.berth.store.admission;

import org.jspecify.annotations.NullMarked;
