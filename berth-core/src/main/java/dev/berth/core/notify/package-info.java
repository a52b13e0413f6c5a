/** The port to channels that tell people. */
@NullMarked
package dev.berth.core.notify;

import org.jspecify.annotations.NullMarked;
