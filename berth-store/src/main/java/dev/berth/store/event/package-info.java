/** Events, numbered without gaps. */
@NullMarked
package dev.berth.store.event;

import org.jspecify.annotations.NullMarked;
