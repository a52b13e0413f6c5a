/** JDBC repositories and migrations for the embedded database and PostgreSQL. */
@NullMarked
package dev.berth.store;

import org.jspecify.annotations.NullMarked;
