/** Deletes what is past its retention. */
@NullMarked
package dev.berth.store.retention;

import org.jspecify.annotations.NullMarked;
