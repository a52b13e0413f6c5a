/** The installation's row, its values, and its nodes. */
@NullMarked
package dev.berth.store.installation;

import org.jspecify.annotations.NullMarked;
