/** The error answer. */
@NullMarked
package dev.berth.api.error;

import org.jspecify.annotations.NullMarked;
