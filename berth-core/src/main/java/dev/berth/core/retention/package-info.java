/** How long things are kept. */
@NullMarked
package dev.berth.core.retention;

import org.jspecify.annotations.NullMarked;
