/** Typed identifiers and where they come from. */
@NullMarked
package dev.berth.core.id;

import org.jspecify.annotations.NullMarked;
