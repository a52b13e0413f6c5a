/** The model gateway: rebuilt requests, reserved and settled money. */
@NullMarked
package dev.berth.gateway.model;

import org.jspecify.annotations.NullMarked;
