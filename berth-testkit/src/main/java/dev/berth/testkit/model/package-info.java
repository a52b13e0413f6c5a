/** A model provider that is played, with books of its own. */
@NullMarked
package dev.berth.testkit.model;

import org.jspecify.annotations.NullMarked;
