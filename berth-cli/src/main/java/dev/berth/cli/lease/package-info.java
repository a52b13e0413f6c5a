/** The ledger at the terminal. */
@NullMarked
package dev.berth.cli.lease;

import org.jspecify.annotations.NullMarked;
