/** Change requests of the local forge. */
@NullMarked
package dev.berth.store.forge;

import org.jspecify.annotations.NullMarked;
