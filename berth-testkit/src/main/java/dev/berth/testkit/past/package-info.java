/** Stored history: what a server finds that did not make it itself. */
@NullMarked
package dev.berth.testkit.past;

import org.jspecify.annotations.NullMarked;
