package dev.berth.compute.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.ScriptedAgents;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Place;
import dev.berth.core.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The engine of this machine, as tests use it: each with an installation of its own. */
final class DockerHost {
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  final InstallationId installation =
      new InstallationId(new Ulid(new SystemTime(), new SecureRandom()).next());
  final DockerSettings settings;
  final Place.Host place;

  DockerHost(Path data) throws IOException {
    this.place = ScriptedAgents.place();
    this.settings =
        settings(
            data,
            installation,
            DockerSettings.EngineCommand.standard(),
            DockerSettings.MINIMAL_IMAGE);
  }

  static DockerSettings settings(
      Path data, InstallationId installation, DockerSettings.EngineCommand engine, String image) {
    return new DockerSettings(
        engine,
        image,
        installation,
        new DockerSettings.Files(data, Optional.empty()),
        new DockerSettings.Programs(
            ScriptedAgents.initClasses(),
            Path.of(System.getProperty("java.home")),
            Arrays.stream(PATH.split(":")).map(Path::of).toList()),
        List.of(),
        4,
        new DockerSettings.Sizes(64 << 20, 64 << 20, 0),
        2,
        Duration.ofMinutes(10),
        Duration.ofSeconds(60));
  }

  /** Only where there is an engine with the image: CI has both. */
  static void require() {
    assumeTrue(
        docker("image", "inspect", "--format", "{{.Id}}", DockerSettings.MINIMAL_IMAGE)
            .startsWith("sha256:"),
        "no container engine answers with the image " + DockerSettings.MINIMAL_IMAGE);
  }

  /** The same, whose holders miss their server so soon. */
  DockerSettings orphanedAfter(Duration time) {
    return new DockerSettings(
        settings.engine(),
        settings.image(),
        settings.installation(),
        settings.files(),
        settings.programs(),
        settings.mounts(),
        settings.capacity(),
        settings.sizes(),
        settings.cpus(),
        time,
        settings.startLimit());
  }

  DockerBackend backend() {
    return backend(settings);
  }

  DockerBackend backend(DockerSettings other) {
    return new DockerBackend(other, place, new SystemTime(), new HostCommandRunner(PATH));
  }

  /** Everything of this test's installation, by the engine's own listing. */
  List<String> census() {
    return docker(
            "ps",
            "--all",
            "--quiet",
            "--filter",
            "label=dev.berth.installation=" + installation.value())
        .lines()
        .toList();
  }

  /** What the engine's command prints. */
  static String docker(String... arguments) {
    String[] argv = new String[arguments.length + 1];
    argv[0] = "docker";
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
    return new HostCommandRunner(PATH).run(Command.of(argv)).text();
  }
}
