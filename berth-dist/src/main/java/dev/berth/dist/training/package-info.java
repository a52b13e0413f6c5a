/**
 * A session that is played at packaging time, for the start-up caches of what runs in sandboxes.
 */
@NullMarked
package dev.berth.dist.training;

import org.jspecify.annotations.NullMarked;
