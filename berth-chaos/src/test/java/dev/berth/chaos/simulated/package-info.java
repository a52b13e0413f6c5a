@NullMarked
package dev.berth.chaos.simulated;

import org.jspecify.annotations.NullMarked;
