/**
 * From a task's submission to its agent's first heartbeat, and what of it is the control plane's.
 */
@NullMarked
package dev.berth.bench.session;

import org.jspecify.annotations.NullMarked;
