/** Tests of what the lab counts and how it judges. */
@NullMarked
package dev.berth.chaos;

import org.jspecify.annotations.NullMarked;
