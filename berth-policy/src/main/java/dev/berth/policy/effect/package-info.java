/** What a step would do, as far as rules read it. */
@NullMarked
package dev.berth.policy.effect;

import org.jspecify.annotations.NullMarked;
