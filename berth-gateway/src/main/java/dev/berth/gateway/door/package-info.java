/** The sockets of sessions: one pair per grant, so that the socket identifies the session. */
@NullMarked
package dev.berth.gateway.door;

import org.jspecify.annotations.NullMarked;
