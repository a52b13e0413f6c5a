/** The permissions of a sweep. */
@NullMarked
package dev.berth.stacks.iam;

import org.jspecify.annotations.NullMarked;
