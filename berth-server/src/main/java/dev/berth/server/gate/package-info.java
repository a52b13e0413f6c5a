/** Gates over HTTP. */
@NullMarked
package dev.berth.server.gate;

import org.jspecify.annotations.NullMarked;
