/** Contract suites of the stores; each runs on every database that Berth supports. */
@NullMarked
package dev.berth.testkit.store;

import org.jspecify.annotations.NullMarked;
