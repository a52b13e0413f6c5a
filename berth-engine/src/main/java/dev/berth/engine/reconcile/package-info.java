/** Comparing the ledger with what exists. */
@NullMarked
package dev.berth.engine.reconcile;

import org.jspecify.annotations.NullMarked;
