/** How many sessions one node holds: clients that speak the session protocol, on real sockets. */
@NullMarked
package dev.berth.bench.held;

import org.jspecify.annotations.NullMarked;
