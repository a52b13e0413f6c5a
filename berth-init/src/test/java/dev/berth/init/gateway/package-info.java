/** Tests of how session init speaks to the gateway. */
@NullMarked
package dev.berth.init.gateway;

import org.jspecify.annotations.NullMarked;
