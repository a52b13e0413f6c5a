/** The ledger's rows. */
@NullMarked
package dev.berth.store.lease;

import org.jspecify.annotations.NullMarked;
