/** The registry door: named private registries, with credentials that no session sees. */
@NullMarked
package dev.berth.gateway.registry;

import org.jspecify.annotations.NullMarked;
