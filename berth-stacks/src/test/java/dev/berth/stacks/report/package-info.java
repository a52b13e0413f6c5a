@NullMarked
package dev.berth.stacks.report;

import org.jspecify.annotations.NullMarked;
