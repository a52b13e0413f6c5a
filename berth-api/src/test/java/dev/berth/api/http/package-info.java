/** Paths. */
@NullMarked
package dev.berth.api.http;

import org.jspecify.annotations.NullMarked;
