@NullMarked
package dev.berth.init;

import org.jspecify.annotations.NullMarked;
