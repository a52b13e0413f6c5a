/** Parts of the cleanup by themselves. */
@NullMarked
package dev.berth.engine.cleanup;

import org.jspecify.annotations.NullMarked;
