/** Workflows, admission, lifecycle driver, supervisor, ledger, cleanup. */
@NullMarked
package dev.berth.engine;

import org.jspecify.annotations.NullMarked;
