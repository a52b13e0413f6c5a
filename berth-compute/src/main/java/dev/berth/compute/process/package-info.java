/** The {@code process} backend: sessions of this host, in bubblewrap. */
@NullMarked
package dev.berth.compute.process;

import org.jspecify.annotations.NullMarked;
