/** What was seen before: append-only events, and what follows from them. */
@NullMarked
package dev.berth.stacks.ledger;

import org.jspecify.annotations.NullMarked;
