/** Blobs in memory, and what every store of blobs holds to. */
@NullMarked
package dev.berth.testkit.blob;

import org.jspecify.annotations.NullMarked;
