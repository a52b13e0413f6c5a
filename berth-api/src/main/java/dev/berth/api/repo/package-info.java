/** Onboarded repositories and their settings. */
@NullMarked
package dev.berth.api.repo;

import org.jspecify.annotations.NullMarked;
