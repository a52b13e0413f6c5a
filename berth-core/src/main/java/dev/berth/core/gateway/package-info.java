/** The port to the doors that sessions go through. */
@NullMarked
package dev.berth.core.gateway;

import org.jspecify.annotations.NullMarked;
