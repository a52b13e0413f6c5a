/** Tests of the egress door. */
@NullMarked
package dev.berth.gateway.egress;

import org.jspecify.annotations.NullMarked;
