/** Calls of tools, read into what they would do. */
@NullMarked
package dev.berth.policy.call;

import org.jspecify.annotations.NullMarked;
