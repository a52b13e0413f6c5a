/** The ledger over REST. */
@NullMarked
package dev.berth.server.lease;

import org.jspecify.annotations.NullMarked;
