package dev.berth.server;

import dev.berth.compute.docker.DockerBackend;
import dev.berth.compute.docker.DockerSettings;
import dev.berth.compute.process.ProcessBackend;
import dev.berth.compute.process.ProcessSettings;
import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.id.InstallationId;
import dev.berth.core.lease.Place;
import dev.berth.core.time.Time;
import dev.berth.server.config.BerthConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The backend that the configuration names. */
final class Backends {
  /** For how long no server must have called before a holder enforces the hard end itself. */
  private static final Duration ORPHAN_AFTER = Duration.ofMinutes(10);

  private Backends() {}

  /** What a backend is made with. */
  record Base(
      BerthConfig config, Installed installed, Path data, InstallationId installation, Time time) {}

  /**
   * Where sessions run, seen to work.
   *
   * @throws BerthException {@code SANDBOX_UNAVAILABLE}, {@code ENGINE_UNREACHABLE}, {@code
   *     ENGINE_DENIED}, {@code IMAGE_MISSING}, {@code DATA_DIR_UNUSABLE}
   */
  static Backend working(Base base, Place.Host place) {
    Backend backend = of(base, place);
    if (backend instanceof DockerBackend docker) {
      docker.requireEngine();
    }
    Backend.Probe probe = backend.probe();
    if (!probe.works()) {
      throw new BerthException(ErrorCode.SANDBOX_UNAVAILABLE, String.join("; ", probe.problems()));
    }
    return backend;
  }

  /** The backend, not asked for anything yet. */
  static Backend of(Base base, Place.Host place) {
    HostCommandRunner runner = new HostCommandRunner(base.installed().path());
    return switch (base.config().compute().backend()) {
      case PROCESS -> new ProcessBackend(process(base), place, base.time(), runner);
      case DOCKER -> new DockerBackend(docker(base), place, base.time(), runner);
    };
  }

  private static ProcessSettings process(Base base) {
    BerthConfig.ProcessBackend process = base.config().process();
    ProcessSettings usual =
        ProcessSettings.standard(
            base.data(),
            base.installed().initJar(),
            process.isolation() == BerthConfig.Isolation.NONE
                ? ProcessSettings.Isolation.NONE
                : ProcessSettings.Isolation.REQUIRED,
            process.capacity());
    return new ProcessSettings(
        usual.data(),
        usual.initJar(),
        base.installed().javaHome(),
        usual.isolation(),
        paths(process.mounts()),
        paths(process.caches()),
        usual.capacity(),
        new ProcessSettings.Sizes(
            usual.sizes().tmp(), usual.sizes().home(), process.diskFloorBytes()),
        ORPHAN_AFTER,
        process.start(),
        programs(base),
        process.caBundle());
  }

  private static DockerSettings docker(Base base) {
    BerthConfig.Compute compute = base.config().compute();
    BerthConfig.ProcessBackend bounds = base.config().process();
    ProcessSettings.Sizes sizes = ProcessSettings.Sizes.standard();
    return new DockerSettings(
        new DockerSettings.EngineCommand(compute.engine(), compute.host()),
        compute.image(),
        base.installation(),
        new DockerSettings.Files(base.data(), bounds.caBundle()),
        new DockerSettings.Programs(
            base.installed().initJar(), base.installed().javaHome(), programs(base)),
        Stream.concat(bounds.mounts().stream(), bounds.caches().stream()).map(Path::of).toList(),
        bounds.capacity(),
        new DockerSettings.Sizes(sizes.tmp(), sizes.home(), bounds.diskFloorBytes()),
        compute.cpus(),
        ORPHAN_AFTER,
        bounds.start());
  }

  private static List<Path> paths(List<String> texts) {
    return texts.stream().map(Path::of).toList();
  }

  private static List<Path> programs(Base base) {
    return Arrays.stream(base.installed().path().split(":"))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .toList();
  }
}
