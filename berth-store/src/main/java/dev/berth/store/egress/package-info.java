/** The egress door's books. */
@NullMarked
package dev.berth.store.egress;

import org.jspecify.annotations.NullMarked;
