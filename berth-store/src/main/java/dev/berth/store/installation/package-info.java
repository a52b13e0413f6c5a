/** The installation's row, its values, and effects. */
@NullMarked
package dev.berth.store.installation;

import org.jspecify.annotations.NullMarked;
