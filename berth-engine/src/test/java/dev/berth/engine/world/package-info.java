/** The engine over a real database and fakes, on virtual time. */
@NullMarked
package dev.berth.engine.world;

import org.jspecify.annotations.NullMarked;
