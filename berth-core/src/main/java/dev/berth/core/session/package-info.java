/** Sessions: one isolated run of an agent. */
@NullMarked
package dev.berth.core.session;

import org.jspecify.annotations.NullMarked;
