/** Which matches a scope lifts. */
@NullMarked
package dev.berth.policy.scope;

import org.jspecify.annotations.NullMarked;
