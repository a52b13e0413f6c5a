/** What tests that start a whole server need each time. */
@NullMarked
package dev.berth.testkit.server;

import org.jspecify.annotations.NullMarked;
