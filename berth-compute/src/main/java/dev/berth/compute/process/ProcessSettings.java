package dev.berth.compute.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the operator set up the {@code process} backend.
 *
 * @param data the server's data directory; at most 60 bytes, for the sake of socket paths. Sessions
 *     are kept in {@code sessions}, workspaces in {@code workspaces}, the sandbox's generated files
 *     in {@code sandbox}
 * @param initJar the jar of session holder and session init
 * @param javaHome the JDK that runs them
 * @param isolation whether bubblewrap is required
 * @param mounts toolchains, visible read-only under the same path ({@code sandbox.mounts})
 * @param caches read-only caches, the same ({@code sandbox.caches})
 * @param capacity sessions at a time
 * @param sizes of the sandbox's memory file systems and the disk's floor
 * @param orphanAfter for how long no server must have called before a holder enforces the hard end
 *     itself
 * @param startLimit of a session, until its first sign of life: 60 s by the design's table
 * @param path where {@code bwrap}, {@code setsid} and {@code prlimit} are looked for
 * @param caBundle certificate authorities that sandboxes trust beside the host's, in PEM form
 *     ({@code sandbox.ca_bundle})
 */
public record ProcessSettings(
    Path data,
    Path initJar,
    Path javaHome,
    Isolation isolation,
    List<Path> mounts,
    List<Path> caches,
    int capacity,
    Sizes sizes,
    Duration orphanAfter,
    Duration startLimit,
    List<Path> path,
    Optional<Path> caBundle) {
  public ProcessSettings {
    // Holders run elsewhere: a relative path would lead them astray.
    data = data.toAbsolutePath();
    initJar = initJar.toAbsolutePath();
    javaHome = javaHome.toAbsolutePath();
    mounts = List.copyOf(mounts);
    caches = List.copyOf(caches);
    path = List.copyOf(path);
    caBundle = caBundle.map(Path::toAbsolutePath);
  }

  /** Whether sessions may run without a sandbox. */
  public enum Isolation {
    /** Bubblewrap, or nothing. */
    REQUIRED,
    /** The operator wrote {@code isolation: none}. */
    NONE
  }

  /**
   * Bytes.
   *
   * @param tmp of {@code /tmp}
   * @param home of the home directory
   * @param diskFloor of free space below which sessions are stopped
   */
  public record Sizes(long tmp, long home, long diskFloor) {
    /** 1 GiB each, and a floor of 1 GiB. */
    public static Sizes standard() {
      return new Sizes(1L << 30, 1L << 30, 1L << 30);
    }
  }

  /** Usual settings for a data directory. */
  public static ProcessSettings standard(
      Path data, Path initJar, Isolation isolation, int capacity) {
    return new ProcessSettings(
        data,
        initJar,
        Path.of(System.getProperty("java.home")),
        isolation,
        List.of(),
        List.of(),
        capacity,
        Sizes.standard(),
        Duration.ofMinutes(10),
        Duration.ofSeconds(60),
        List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin")),
        Optional.empty());
  }

  /** The start-up cache of {@code holder} or {@code init} that packaging left beside the jar. */
  Optional<Path> cache(String program) {
    return Optional.of(initJar.resolveSibling(program + ".aot")).filter(Files::isRegularFile);
  }

  Path sessions() {
    return data.resolve("sessions");
  }

  Path workspaces() {
    return data.resolve("workspaces");
  }
}
