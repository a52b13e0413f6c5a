/** The {@code docker} backend: sessions as containers, by the engine's own command line. */
@NullMarked
package dev.berth.compute.docker;

import org.jspecify.annotations.NullMarked;
