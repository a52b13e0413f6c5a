@NullMarked
package dev.berth.engine.retention;

import org.jspecify.annotations.NullMarked;
