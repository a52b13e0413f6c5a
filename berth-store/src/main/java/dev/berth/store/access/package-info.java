/** API keys. */
@NullMarked
package dev.berth.store.access;

import org.jspecify.annotations.NullMarked;
