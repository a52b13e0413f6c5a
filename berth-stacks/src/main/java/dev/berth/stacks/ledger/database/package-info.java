/** The ledger in Berth's database, for sweeps by the server. */
@NullMarked
package dev.berth.stacks.ledger.database;

import org.jspecify.annotations.NullMarked;
