/** Gates on the wire. */
@NullMarked
package dev.berth.api.gate;

import org.jspecify.annotations.NullMarked;
