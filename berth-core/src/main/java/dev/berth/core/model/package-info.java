/** Money, prices, and the port to model providers. */
@NullMarked
package dev.berth.core.model;

import org.jspecify.annotations.NullMarked;
