/** The embedded database in a data directory. */
@NullMarked
package dev.berth.store.sqlite;

import org.jspecify.annotations.NullMarked;
