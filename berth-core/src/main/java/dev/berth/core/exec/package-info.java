/** Running foreign programs. */
@NullMarked
package dev.berth.core.exec;

import org.jspecify.annotations.NullMarked;
