/** The audit in SQL. */
@NullMarked
package dev.berth.store.audit;

import org.jspecify.annotations.NullMarked;
