@NullMarked
package dev.berth.init.holder;

import org.jspecify.annotations.NullMarked;
