/** Tests of the doors. */
@NullMarked
package dev.berth.gateway.door;

import org.jspecify.annotations.NullMarked;
