@NullMarked
package dev.berth.engine.workflow;

import org.jspecify.annotations.NullMarked;
