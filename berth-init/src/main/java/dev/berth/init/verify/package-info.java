/** The clean build and lint of a pushed commit. */
@NullMarked
package dev.berth.init.verify;

import org.jspecify.annotations.NullMarked;
