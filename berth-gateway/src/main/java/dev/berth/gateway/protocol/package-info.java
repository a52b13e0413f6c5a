/** The session protocol of docs/session-protocol.md over HTTP. */
@NullMarked
package dev.berth.gateway.protocol;

import org.jspecify.annotations.NullMarked;
