package dev.berth.compute.docker;

import dev.berth.core.id.InstallationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the operator set up the {@code docker} backend.
 *
 * @param engine how the container engine is called
 * @param image an image by id ({@code sha256:...}), or by a name that is resolved once
 * @param installation stands on everything that is made
 * @param files where sessions and workspaces are kept
 * @param programs what runs holders and session inits
 * @param mounts directories of the host that containers have read-only, under the same path; caches
 *     among them
 * @param capacity sessions at a time
 * @param sizes of memory file systems, and the disk's floor
 * @param cpus processors that a session may use at once; never more than the host has
 * @param orphanAfter for how long no server must have called before a holder enforces the hard end
 *     itself
 * @param startLimit of a session, until its first sign of life: 60 s by the design's table
 */
public record DockerSettings(
    EngineCommand engine,
    String image,
    InstallationId installation,
    Files files,
    Programs programs,
    List<Path> mounts,
    int capacity,
    Sizes sizes,
    double cpus,
    Duration orphanAfter,
    Duration startLimit) {
  public DockerSettings {
    mounts = List.copyOf(mounts);
  }

  /** The image that {@code berth image build} makes. */
  public static final String MINIMAL_IMAGE = "berth-sandbox:latest";

  /**
   * How the engine is called.
   *
   * @param command the program: {@code docker}, {@code podman}, or a path
   * @param host the address of its socket; empty: its own default
   */
  public record EngineCommand(String command, Optional<String> host) {
    /** Docker, where it usually is. */
    public static EngineCommand standard() {
      return new EngineCommand("docker", Optional.empty());
    }
  }

  /**
   * Where things lie.
   *
   * @param data the server's data directory, at most 60 bytes for the sake of socket paths
   * @param caBundle certificate authorities that sandboxes trust beside the usual ones
   */
  public record Files(Path data, Optional<Path> caBundle) {
    public Files {
      // Holders run elsewhere: a relative path would lead them astray.
      data = data.toAbsolutePath();
      caBundle = caBundle.map(Path::toAbsolutePath);
    }

    Path sessions() {
      return data.resolve("containers");
    }

    Path workspaces() {
      return data.resolve("workspaces");
    }

    Path generated() {
      return data.resolve("sandbox/container");
    }
  }

  /**
   * What runs holders and session inits.
   *
   * @param javaHome the JDK, which containers have under the same path
   * @param path where the engine's program and {@code setsid} are looked for
   */
  public record Programs(Path initJar, Path javaHome, List<Path> path) {
    public Programs {
      initJar = initJar.toAbsolutePath();
      javaHome = javaHome.toAbsolutePath();
      path = List.copyOf(path);
    }
  }

  /**
   * Bytes.
   *
   * @param tmp of {@code /tmp}
   * @param home of the home directory
   * @param diskFloor of free space below which sessions are stopped
   */
  public record Sizes(long tmp, long home, long diskFloor) {}
}
