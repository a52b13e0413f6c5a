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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.stream.Stream;

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
    Time time = new SystemTime();
    Path data = temporary();
    try {
      ProcessBackend backend =
          new ProcessBackend(
              ProcessSettings.standard(
                  data, installed.initJar(), ProcessSettings.Isolation.REQUIRED, 1),
              HostPlace.of(data, new Ulid(time, new SecureRandom())),
              time,
              new HostCommandRunner(installed.path()));
      return backend.probe();
    } finally {
      delete(data);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("berth-probe-");
    } catch (IOException e) {
      throw new BerthException(ErrorCode.STORAGE_FAILED, "no temporary directory", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the probe's directory " + directory + " is left behind", e);
    }
  }
}
