package dev.berth.server;

import dev.berth.compute.process.ProcessBackend;
import dev.berth.compute.process.ProcessSettings;
import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.id.Ulid;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Runs a sandbox as the process backend would, on a data directory of its own, for {@code berth
 * doctor}.
 */
public final class SandboxProbe {
  private SandboxProbe() {}

  /**
   * What was found.
   *
   * @throws BerthException {@code SANDBOX_UNAVAILABLE}, {@code LIMITS_UNENFORCEABLE}
   */
  public static Backend.Probe run(Installed installed) {
    try (TemporaryDirectory directory = TemporaryDirectory.create("berth-probe-")) {
      return run(installed, directory.path());
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the probe's own directory: " + e.getMessage(), e);
    }
  }

  private static Backend.Probe run(Installed installed, Path data) {
    Time time = new SystemTime();
    return new ProcessBackend(
            ProcessSettings.standard(
                data, installed.initJar(), ProcessSettings.Isolation.REQUIRED, 1),
            HostPlace.of(data, new Ulid(time, new SecureRandom())),
            time,
            new HostCommandRunner(installed.path()))
        .probe();
  }
}
