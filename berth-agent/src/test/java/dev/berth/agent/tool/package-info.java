@NullMarked
package dev.berth.agent.tool;

import org.jspecify.annotations.NullMarked;
