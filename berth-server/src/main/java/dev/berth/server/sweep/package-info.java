/** Sweeping an AWS account on the server's schedule. */
@NullMarked
package dev.berth.server.sweep;

import org.jspecify.annotations.NullMarked;
