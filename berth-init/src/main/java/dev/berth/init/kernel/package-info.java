/** Calls to the kernel that the JDK has no method for. */
@NullMarked
package dev.berth.init.kernel;

import org.jspecify.annotations.NullMarked;
