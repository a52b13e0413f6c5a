/** Giving back what sessions took. */
@NullMarked
package dev.berth.engine.cleanup;

import org.jspecify.annotations.NullMarked;
