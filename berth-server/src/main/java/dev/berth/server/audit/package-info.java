/** The audit over HTTP. */
@NullMarked
package dev.berth.server.audit;

import org.jspecify.annotations.NullMarked;
