/** The moments between two durable steps, by name, so that a test can stop the server at each. */
@NullMarked
package dev.berth.core.waypoint;

import org.jspecify.annotations.NullMarked;
