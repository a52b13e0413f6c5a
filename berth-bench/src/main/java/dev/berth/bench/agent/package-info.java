/** Agents of the library beside bare servers of the JDK. */
@NullMarked
package dev.berth.bench.agent;

import org.jspecify.annotations.NullMarked;
