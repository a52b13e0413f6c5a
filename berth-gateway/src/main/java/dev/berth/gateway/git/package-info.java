/** The git door: what a session may fetch and push, over git's smart HTTP. */
@NullMarked
package dev.berth.gateway.git;

import org.jspecify.annotations.NullMarked;
