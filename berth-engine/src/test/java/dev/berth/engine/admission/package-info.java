@NullMarked
package dev.berth.engine.admission;

import org.jspecify.annotations.NullMarked;
