/** Onboarded repositories and their settings. */
@NullMarked
package dev.berth.core.repo;

import org.jspecify.annotations.NullMarked;
