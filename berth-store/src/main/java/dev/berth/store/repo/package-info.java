/** Repositories. */
@NullMarked
package dev.berth.store.repo;

import org.jspecify.annotations.NullMarked;
