/** Onboarding repositories at run time, and changing how they are worked on. */
@NullMarked
package dev.berth.engine.repo;

import org.jspecify.annotations.NullMarked;
