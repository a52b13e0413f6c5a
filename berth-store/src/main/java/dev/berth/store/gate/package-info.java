/** Gates and granted scopes. */
@NullMarked
package dev.berth.store.gate;

import org.jspecify.annotations.NullMarked;
