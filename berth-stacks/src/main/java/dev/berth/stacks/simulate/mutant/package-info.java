/**
 * Sweepers with one safety taken out, by what they are made to read: the judge has to catch each.
 */
@NullMarked
package dev.berth.stacks.simulate.mutant;

import org.jspecify.annotations.NullMarked;
