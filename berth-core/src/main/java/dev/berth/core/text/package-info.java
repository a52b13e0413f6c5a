/** Texts of others made harmless: without what acts on a terminal, and without secrets. */
@NullMarked
package dev.berth.core.text;

import org.jspecify.annotations.NullMarked;
