@NullMarked
package dev.berth.gateway.protocol;

import org.jspecify.annotations.NullMarked;
