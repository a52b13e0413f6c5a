/** The port to compute backends. */
@NullMarked
package dev.berth.core.backend;

import org.jspecify.annotations.NullMarked;
