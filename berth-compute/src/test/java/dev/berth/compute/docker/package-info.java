@NullMarked
package dev.berth.compute.docker;

import org.jspecify.annotations.NullMarked;
