@NullMarked
package dev.berth.agent.command;

import org.jspecify.annotations.NullMarked;
