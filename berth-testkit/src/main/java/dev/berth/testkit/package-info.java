/**
 * Contract suites of the ports, hand-written fakes and the virtual clock; used in test scope only.
 */
@NullMarked
package dev.berth.testkit;

import org.jspecify.annotations.NullMarked;
