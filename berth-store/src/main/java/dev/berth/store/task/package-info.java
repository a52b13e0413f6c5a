/** Task rows and idempotency keys. */
@NullMarked
package dev.berth.store.task;

import org.jspecify.annotations.NullMarked;
