@NullMarked
package dev.berth.stacks.alert;

import org.jspecify.annotations.NullMarked;
