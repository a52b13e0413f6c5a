/** Tests of the registry door. */
@NullMarked
package dev.berth.gateway.registry;

import org.jspecify.annotations.NullMarked;
