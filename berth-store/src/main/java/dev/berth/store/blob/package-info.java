/** Artifacts, and blobs on disk. */
@NullMarked
package dev.berth.store.blob;

import org.jspecify.annotations.NullMarked;
