@NullMarked
package dev.berth.compute.host;

import org.jspecify.annotations.NullMarked;
