/** The engine's side of the session protocol. */
@NullMarked
package dev.berth.engine.session;

import org.jspecify.annotations.NullMarked;
