/** The port to policy evaluation. */
@NullMarked
package dev.berth.core.policy;

import org.jspecify.annotations.NullMarked;
