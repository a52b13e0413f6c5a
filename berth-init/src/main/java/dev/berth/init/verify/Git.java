package dev.berth.init.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Git as Berth uses it beside an agent: no configuration but ours, no hooks, no prompts, the
 * session's token by environment. Immutable.
 */
public final class Git {
  private final Map<String, String> environment;

  /**
   * Git with a home directory that is not the agent's.
   *
   * @param token the session's, for the git door
   */
  public Git(String token, Path home) {
    String basic = basic(token);
    Map<String, String> all = new TreeMap<>();
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    all.put("HOME", home.toString());
    all.put("LANG", "C.UTF-8");
    all.put("GIT_CONFIG_GLOBAL", "/dev/null");
    all.put("GIT_CONFIG_NOSYSTEM", "1");
    all.put("GIT_TERMINAL_PROMPT", "0");
    all.put("GIT_ATTR_NOSYSTEM", "1");
    all.put("GIT_AUTHOR_NAME", "Berth");
    all.put("GIT_AUTHOR_EMAIL", "berth@localhost");
    all.put("GIT_COMMITTER_NAME", "Berth");
    all.put("GIT_COMMITTER_EMAIL", "berth@localhost");
    all.put("GIT_CONFIG_COUNT", "4");
    all.put("GIT_CONFIG_KEY_0", "http.extraHeader");
    all.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
    all.put("GIT_CONFIG_KEY_1", "core.hooksPath");
    all.put("GIT_CONFIG_VALUE_1", "/dev/null");
    all.put("GIT_CONFIG_KEY_2", "core.fsmonitor");
    all.put("GIT_CONFIG_VALUE_2", "false");
    // Else git runs itself in repositories that lie in the tree, with their configuration.
    all.put("GIT_CONFIG_KEY_3", "diff.ignoreSubmodules");
    all.put("GIT_CONFIG_VALUE_3", "dirty");
    this.environment = Map.copyOf(all);
  }

  /** The token as git's Basic authentication carries it. */
  public static String basic(String token) {
    return Base64.getEncoder().encodeToString(("berth:" + token).getBytes(StandardCharsets.UTF_8));
  }

  /** Runs git with these arguments in a directory. */
  public ToolRun run(Path directory, Duration limit, String... arguments)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    return ToolRun.run(argv, directory, environment, limit);
  }
}
