/** Events as lines of text, the same in every ledger. */
@NullMarked
package dev.berth.stacks.ledger.line;

import org.jspecify.annotations.NullMarked;
