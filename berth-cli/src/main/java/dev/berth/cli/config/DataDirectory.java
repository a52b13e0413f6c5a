package dev.berth.cli.config;

import java.nio.file.Path;
import java.util.Map;

/** Where an installation on this machine keeps its data, and the client's file in it. */
public final class DataDirectory {
  /** Environment variable that names the directory. */
  public static final String VARIABLE = "BERTH_DATA_DIR";

  private DataDirectory() {}

  /**
   * {@code BERTH_DATA_DIR}, else {@code $XDG_DATA_HOME/berth}, else {@code ~/.local/share/berth}.
   */
  public static Path locate(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String shared = environment.getOrDefault("XDG_DATA_HOME", "");
    if (!shared.isEmpty()) {
      return Path.of(shared, "berth");
    }
    return Path.of(environment.getOrDefault("HOME", "."), ".local", "share", "berth");
  }
}
