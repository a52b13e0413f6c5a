/** Tests. */
@NullMarked
package dev.berth.policy.rule;

import org.jspecify.annotations.NullMarked;
