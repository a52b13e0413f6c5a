/** Tests of the census: that it sees what is there. */
@NullMarked
package dev.berth.chaos.real;

import org.jspecify.annotations.NullMarked;
