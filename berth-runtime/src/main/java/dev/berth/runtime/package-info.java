/** Library for agents that speak the AgentCore container contract. */
@NullMarked
package dev.berth.runtime;

import org.jspecify.annotations.NullMarked;
