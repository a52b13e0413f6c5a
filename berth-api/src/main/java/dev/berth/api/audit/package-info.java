/** The audit on the wire. */
@NullMarked
package dev.berth.api.audit;

import org.jspecify.annotations.NullMarked;
