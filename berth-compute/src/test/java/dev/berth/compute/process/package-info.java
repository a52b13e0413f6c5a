@NullMarked
package dev.berth.compute.process;

import org.jspecify.annotations.NullMarked;
