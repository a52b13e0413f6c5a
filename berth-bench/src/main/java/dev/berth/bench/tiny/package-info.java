/** The smallest agent there can be; only the JDK, since it runs in sandboxes. */
@NullMarked
package dev.berth.bench.tiny;

import org.jspecify.annotations.NullMarked;
