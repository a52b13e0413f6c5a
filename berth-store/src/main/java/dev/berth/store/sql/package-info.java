/** The thin layer between SQL text and domain records. */
@NullMarked
package dev.berth.store.sql;

import org.jspecify.annotations.NullMarked;
