/** The ledger in a directory: one append-only file, one file with the lock. */
@NullMarked
package dev.berth.stacks.ledger.file;

import org.jspecify.annotations.NullMarked;
