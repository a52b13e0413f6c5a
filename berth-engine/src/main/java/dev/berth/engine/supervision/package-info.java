/** Watching sessions, and finding them again after a restart. */
@NullMarked
package dev.berth.engine.supervision;

import org.jspecify.annotations.NullMarked;
