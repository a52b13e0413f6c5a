/** Tests of calls that go wrong. */
@NullMarked
package dev.berth.chaos.fault;

import org.jspecify.annotations.NullMarked;
