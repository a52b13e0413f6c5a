/** Wire records of API keys. */
@NullMarked
package dev.berth.api.access;

import org.jspecify.annotations.NullMarked;
