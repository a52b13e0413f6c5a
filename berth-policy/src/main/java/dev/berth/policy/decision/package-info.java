/** The rules' answers to steps. */
@NullMarked
package dev.berth.policy.decision;

import org.jspecify.annotations.NullMarked;
