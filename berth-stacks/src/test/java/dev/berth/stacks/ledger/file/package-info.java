@NullMarked
package dev.berth.stacks.ledger.file;

import org.jspecify.annotations.NullMarked;
