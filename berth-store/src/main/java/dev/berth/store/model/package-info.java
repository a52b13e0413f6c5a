/** Budgets and model calls. */
@NullMarked
package dev.berth.store.model;

import org.jspecify.annotations.NullMarked;
