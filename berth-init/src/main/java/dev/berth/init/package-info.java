/** Session holder and session init. JDK only. */
@NullMarked
package dev.berth.init;

import org.jspecify.annotations.NullMarked;
