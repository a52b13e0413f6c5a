/** What session init says to the gateway, and how it goes on when the control plane is away. */
@NullMarked
package dev.berth.init.gateway;

import org.jspecify.annotations.NullMarked;
