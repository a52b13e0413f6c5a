/** What every answer is wrapped in: one thing, or a page of a list. */
@NullMarked
package dev.berth.api.envelope;

import org.jspecify.annotations.NullMarked;
