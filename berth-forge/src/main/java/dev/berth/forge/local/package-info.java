/** The forge on this host's disk. */
@NullMarked
package dev.berth.forge.local;

import org.jspecify.annotations.NullMarked;
