/** How long giving back takes, against the same leases one after the other. */
@NullMarked
package dev.berth.bench.cleanup;

import org.jspecify.annotations.NullMarked;
