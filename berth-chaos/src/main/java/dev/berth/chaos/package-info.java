/** The fault lab: what it counts, what is planted, and what a run came to. */
@NullMarked
package dev.berth.chaos;

import org.jspecify.annotations.NullMarked;
