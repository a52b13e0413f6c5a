/** API keys. */
@NullMarked
package dev.berth.server.access;

import org.jspecify.annotations.NullMarked;
