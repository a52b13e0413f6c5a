/** The one alert that is opened, updated and resolved. */
@NullMarked
package dev.berth.stacks.alert;

import org.jspecify.annotations.NullMarked;
