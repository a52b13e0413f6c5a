/**
 * What stands in an account and region, as it was read, with what could not be read. Values only.
 */
@NullMarked
package dev.berth.stacks.inventory;

import org.jspecify.annotations.NullMarked;
