/** Deletes what is past its retention: tasks by age, and blobs that nobody refers to. */
@NullMarked
package dev.berth.engine.retention;

import org.jspecify.annotations.NullMarked;
