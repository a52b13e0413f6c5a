/** The gateway from a sandbox, with a real database. */
@NullMarked
package dev.berth.gateway;

import org.jspecify.annotations.NullMarked;
