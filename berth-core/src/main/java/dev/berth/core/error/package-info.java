/** The error catalogue and the one exception that carries it. */
@NullMarked
package dev.berth.core.error;

import org.jspecify.annotations.NullMarked;
