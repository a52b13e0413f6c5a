/** Compute backends of one host: process (bubblewrap). */
@NullMarked
package dev.berth.compute;

import org.jspecify.annotations.NullMarked;
