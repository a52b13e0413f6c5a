@NullMarked
package dev.berth.engine.store;

import org.jspecify.annotations.NullMarked;
