/** The egress door: CONNECT to allowed hosts, nothing else. */
@NullMarked
package dev.berth.gateway.egress;

import org.jspecify.annotations.NullMarked;
