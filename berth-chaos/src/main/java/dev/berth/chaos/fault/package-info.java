/** Ports whose calls go wrong where a plan says so. */
@NullMarked
package dev.berth.chaos.fault;

import org.jspecify.annotations.NullMarked;
