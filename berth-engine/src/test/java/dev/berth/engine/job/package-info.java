@NullMarked
package dev.berth.engine.job;

import org.jspecify.annotations.NullMarked;
