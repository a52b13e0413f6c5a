/** Domain, state machine, error catalogue, ports. JDK only. */
@NullMarked
package dev.berth.core;

import org.jspecify.annotations.NullMarked;
