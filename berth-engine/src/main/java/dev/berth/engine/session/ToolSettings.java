package dev.berth.engine.session;

import java.util.Map;

/** Settings of build tools that lead them to the egress door. Thread-safe. */
@FunctionalInterface
public interface ToolSettings {
  /** Text by path relative to the agent's home. */
  Map<String, String> files();
}
