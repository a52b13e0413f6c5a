/**
 * Which things would be deleted, which are waited for and which are kept, each with its reasons.
 */
@NullMarked
package dev.berth.stacks.plan;

import org.jspecify.annotations.NullMarked;
