/** What a session held and how each thing was given back. */
@NullMarked
package dev.berth.api.receipt;

import org.jspecify.annotations.NullMarked;
