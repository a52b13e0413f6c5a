/** Loopback ports that lead to the session's sockets. */
@NullMarked
package dev.berth.init.forward;

import org.jspecify.annotations.NullMarked;
