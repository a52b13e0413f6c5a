/** The port to stored bytes. */
@NullMarked
package dev.berth.core.blob;

import org.jspecify.annotations.NullMarked;
