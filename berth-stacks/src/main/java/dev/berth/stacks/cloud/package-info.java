/**
 * The ports to a cloud account. Nothing here throws for what the cloud answers: a failure is a
 * value.
 */
@NullMarked
package dev.berth.stacks.cloud;

import org.jspecify.annotations.NullMarked;
