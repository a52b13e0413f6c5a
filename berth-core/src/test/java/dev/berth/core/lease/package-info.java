@NullMarked
package dev.berth.core.lease;

import org.jspecify.annotations.NullMarked;
