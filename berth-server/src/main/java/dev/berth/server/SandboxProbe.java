package dev.berth.server;

import dev.berth.compute.docker.DockerBackend;
import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.Ulid;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.server.config.BerthConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Runs a sandbox as the configured backend would, on a data directory of its own, for {@code berth
 * doctor}.
 */
public final class SandboxProbe {
  private SandboxProbe() {}

  /**
   * What was found.
   *
   * @throws BerthException {@code SANDBOX_UNAVAILABLE}, {@code LIMITS_UNENFORCEABLE}, {@code
   *     ENGINE_UNREACHABLE}, {@code ENGINE_DENIED}, {@code IMAGE_MISSING}
   */
  public static Backend.Probe run(BerthConfig config, Installed installed) {
    try (TemporaryDirectory directory = TemporaryDirectory.create("berth-probe-")) {
      return run(config, installed, directory.path());
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the probe's own directory: " + e.getMessage(), e);
    }
  }

  private static Backend.Probe run(BerthConfig config, Installed installed, Path data) {
    Time time = new SystemTime();
    Ulid ids = new Ulid(time, new SecureRandom());
    Backends.Base base =
        new Backends.Base(config, installed, data, new InstallationId(ids.next()), time);
    Backend backend = Backends.of(base, HostPlace.of(data, ids));
    if (backend instanceof DockerBackend docker) {
      docker.requireEngine();
    }
    return backend.probe();
  }
}
