/** A small HTTP client over Unix sockets. */
@NullMarked
package dev.berth.gateway.client;

import org.jspecify.annotations.NullMarked;
