@NullMarked
package dev.berth.server.sweep;

import org.jspecify.annotations.NullMarked;
