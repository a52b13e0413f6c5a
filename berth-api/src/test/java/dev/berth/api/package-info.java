/** What holds for every wire record. */
@NullMarked
package dev.berth.api;

import org.jspecify.annotations.NullMarked;
