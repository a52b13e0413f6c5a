@NullMarked
package dev.berth.stacks.ledger.database;

import org.jspecify.annotations.NullMarked;
