/** What a step does. */
@NullMarked
package dev.berth.policy.effect;

import org.jspecify.annotations.NullMarked;
