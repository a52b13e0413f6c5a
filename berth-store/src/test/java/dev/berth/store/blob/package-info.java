@NullMarked
package dev.berth.store.blob;

import org.jspecify.annotations.NullMarked;
