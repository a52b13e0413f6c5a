@NullMarked
package dev.berth.stacks.ledger;

import org.jspecify.annotations.NullMarked;
