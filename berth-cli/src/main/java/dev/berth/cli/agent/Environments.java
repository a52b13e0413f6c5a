package dev.berth.cli.agent;

import dev.berth.cli.command.CliException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an agent that is started here finds in its environment. */
final class Environments {
  /** What programs need to start at all; a session has no more either. */
  private static final List<String> PASSED = List.of("PATH", "HOME", "LANG", "JAVA_HOME", "TMPDIR");

  private Environments() {}

  /**
   * The environment of an agent: what programs need, and what was named.
   *
   * @param own this process's environment
   * @param named {@code NAME=VALUE}, or {@code NAME} to pass one on
   */
  static Map<String, String> of(Map<String, String> own, List<String> named) {
    Map<String, String> all = new TreeMap<>();
    PASSED.stream().filter(own::containsKey).forEach(name -> all.put(name, own.get(name)));
    for (String one : named) {
      int equals = one.indexOf('=');
      String name = equals < 0 ? one : one.substring(0, equals);
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw CliException.usage(
            "BAD_ARGUMENT",
            "--env " + name + " is not the name of a variable",
            "Give --env NAME=VALUE, or --env NAME to pass a variable of yours on.");
      }
      String value = equals < 0 ? own.getOrDefault(name, "") : one.substring(equals + 1);
      if (equals < 0 && !own.containsKey(name)) {
        throw CliException.usage(
            "BAD_ARGUMENT",
            "--env " + name + ": there is no such variable here",
            "Set it, or give --env " + name + "=VALUE.");
      }
      all.put(name, value);
    }
    return Map.copyOf(all);
  }
}
