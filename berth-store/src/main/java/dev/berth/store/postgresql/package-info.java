/** PostgreSQL, for several nodes. */
@NullMarked
package dev.berth.store.postgresql;

import org.jspecify.annotations.NullMarked;
