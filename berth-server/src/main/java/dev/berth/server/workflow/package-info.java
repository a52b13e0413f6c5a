/** Workflows over HTTP. */
@NullMarked
package dev.berth.server.workflow;

import org.jspecify.annotations.NullMarked;
