/** What sessions reach of the world, and what they were refused. */
@NullMarked
package dev.berth.core.egress;

import org.jspecify.annotations.NullMarked;
