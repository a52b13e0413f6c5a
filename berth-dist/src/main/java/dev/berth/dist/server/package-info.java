/** Commands that run a server in this process: {@code up}, {@code demo}, {@code run}. */
@NullMarked
package dev.berth.dist.server;

import org.jspecify.annotations.NullMarked;
