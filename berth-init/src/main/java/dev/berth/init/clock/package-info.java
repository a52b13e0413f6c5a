/** The one place of this module that reads the time and sleeps. */
@NullMarked
package dev.berth.init.clock;

import org.jspecify.annotations.NullMarked;
