@NullMarked
package dev.berth.store.sqlite;

import org.jspecify.annotations.NullMarked;
