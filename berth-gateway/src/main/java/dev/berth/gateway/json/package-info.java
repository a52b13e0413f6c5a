/** Strict reading of JSON that comes from a session. */
@NullMarked
package dev.berth.gateway.json;

import org.jspecify.annotations.NullMarked;
