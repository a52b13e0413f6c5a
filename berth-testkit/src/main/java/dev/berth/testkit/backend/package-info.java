/** A backend without processes. */
@NullMarked
package dev.berth.testkit.backend;

import org.jspecify.annotations.NullMarked;
