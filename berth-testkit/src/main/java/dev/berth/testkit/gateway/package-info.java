/** Doors without sockets. */
@NullMarked
package dev.berth.testkit.gateway;

import org.jspecify.annotations.NullMarked;
