/** Faults and crashes at any call, by number. */
@NullMarked
package dev.berth.testkit.fault;

import org.jspecify.annotations.NullMarked;
