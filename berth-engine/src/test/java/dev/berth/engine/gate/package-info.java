@NullMarked
package dev.berth.engine.gate;

import org.jspecify.annotations.NullMarked;
