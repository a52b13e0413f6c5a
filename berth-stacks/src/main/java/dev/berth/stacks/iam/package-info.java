/** The permissions that a sweep needs, made from the calls that the adapter can make. */
@NullMarked
package dev.berth.stacks.iam;

import org.jspecify.annotations.NullMarked;
