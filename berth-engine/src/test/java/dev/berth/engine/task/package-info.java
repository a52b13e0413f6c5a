@NullMarked
package dev.berth.engine.task;

import org.jspecify.annotations.NullMarked;
