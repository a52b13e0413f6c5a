/** Tests. */
@NullMarked
package dev.berth.policy.decision;

import org.jspecify.annotations.NullMarked;
