/** The ledger as operators see it. */
@NullMarked
package dev.berth.api.lease;

import org.jspecify.annotations.NullMarked;
