/** The port to the database: units of work over the stores of each feature. */
@NullMarked
package dev.berth.core.store;

import org.jspecify.annotations.NullMarked;
