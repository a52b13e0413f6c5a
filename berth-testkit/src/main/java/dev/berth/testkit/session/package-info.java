/** The engine as the gateway sees it, by hand. */
@NullMarked
package dev.berth.testkit.session;

import org.jspecify.annotations.NullMarked;
