/** What users run: one launcher over all command sets. */
@NullMarked
package dev.berth.dist;

import org.jspecify.annotations.NullMarked;
