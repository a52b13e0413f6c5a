/** A package registry that tests play. */
@NullMarked
package dev.berth.testkit.registry;

import org.jspecify.annotations.NullMarked;
