/** Grants of the gateway. */
@NullMarked
package dev.berth.store.gateway;

import org.jspecify.annotations.NullMarked;
