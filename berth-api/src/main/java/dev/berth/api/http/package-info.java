/** Paths and header names that client and server share. */
@NullMarked
package dev.berth.api.http;

import org.jspecify.annotations.NullMarked;
