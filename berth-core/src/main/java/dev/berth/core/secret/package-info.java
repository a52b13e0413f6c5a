/** The port to secrets. */
@NullMarked
package dev.berth.core.secret;

import org.jspecify.annotations.NullMarked;
