package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is installed beside the launcher, and the environment that the server was started in.
 *
 * @param home the directory with {@code lib}, {@code agent} and {@code init}
 * @param javaHome the JDK that runs the server, its holders and its agents
 * @param environment variables, for secrets and the PATH; never passed on as a whole
 */
public record Installed(Path home, Path javaHome, Map<String, String> environment) {
  public Installed {
    environment = Map.copyOf(environment);
  }

  /**
   * As the launcher says: the system property {@code berth.home}.
   *
   * @throws BerthException {@code CONFIG_INVALID} when the launcher did not say it
   */
  public static Installed of(Map<String, String> environment) {
    String home = System.getProperty("berth.home", "");
    if (home.isEmpty()) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID,
          "the property berth.home is not set; start Berth with bin/berth");
    }
    return new Installed(Path.of(home), Path.of(System.getProperty("java.home")), environment);
  }

  Path initJar() {
    return existing(home.resolve("init/berth-init.jar"));
  }

  Path referenceAgent() {
    return existing(home.resolve("agent"));
  }

  String path() {
    return environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID,
          "the installation lacks " + path + "; build or install it again");
    }
    return path;
  }
}
