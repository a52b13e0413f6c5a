package dev.berth.compute.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.compute.ScriptedAgents;
import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IssuedLeases;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.Presence;
import dev.berth.core.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engines that are away, refuse or have no room: a code each, and never "gone". */
final class DockerTroubleTest {
  private static final Ulid IDS = new Ulid(new SystemTime(), new SecureRandom());

  @TempDir private Path data;

  private DockerBackend backend(DockerSettings.EngineCommand engine) throws Exception {
    DockerHost host = new DockerHost(data);
    return host.backend(
        DockerHost.settings(data, new InstallationId(IDS.next()), engine, "no-such-image:1"));
  }

  /** An engine whose every call fails with these words. */
  private DockerSettings.EngineCommand saying(String words) throws Exception {
    Path program = data.resolve("engine");
    Files.writeString(program, "#!/bin/sh\necho '" + words + "' >&2\nexit 1\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new DockerSettings.EngineCommand(program.toString(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENGINE_UNREACHABLE | Cannot connect to the Docker daemon at unix:///var/run/docker.sock."
            + " Is the docker daemon running?",
        "ENGINE_UNREACHABLE | Error: unable to connect to Podman socket: connection refused",
        "ENGINE_DENIED | permission denied while trying to connect to the Docker daemon socket at"
            + " unix:///var/run/docker.sock",
        "ENGINE_DENIED | Got permission denied while trying to connect to the Docker daemon socket",
        "ENGINE_DISK_FULL | Error response from daemon: mkdir /var/lib/docker/overlay2/x: no space"
            + " left on device",
        "ENGINE_DISK_FULL | Error response from daemon: write /x: disk quota exceeded",
        "BACKEND_FAILED | Error response from daemon: something else"
      })
  void aFailureHasItsCodeAndProvesNothing(ErrorCode code, String words) throws Exception {
    DockerBackend backend = backend(saying(words));
    assertThatThrownBy(backend::requireEngine)
        .isInstanceOfSatisfying(BerthException.class, e -> assertThat(e.code()).isEqualTo(code));
    Backend.Probe probe = backend.probe();
    assertThat(probe.works()).isFalse();
    assertThat(probe.problems()).singleElement().asString().contains(code.name(), code.remedy());
    provesNothing(backend);
  }

  private static void provesNothing(DockerBackend backend) throws Exception {
    Custodian containers =
        backend.custodians().stream()
            .filter(c -> c.kind() == LeaseKind.CONTAINER)
            .findFirst()
            .orElseThrow();
    Lease lease =
        new IssuedLeases(
                ScriptedAgents.place(),
                new LeaseOwner.OfSession(new SessionId(IDS.next())),
                new SystemTime().now())
            .lease(new LeaseId(IDS.next()), LeaseKind.CONTAINER, Optional.of("abc"));
    assertThat(containers.look(lease)).isInstanceOf(Presence.Unknowable.class);
    assertThat(containers.list().complete()).isFalse();
    assertThatThrownBy(() -> containers.release(lease)).isInstanceOf(BerthException.class);
    assertThat(backend.observe(lease))
        .isInstanceOf(dev.berth.core.backend.Observation.Unknown.class);
  }

  @Test
  void anEngineThatDoesNotRunIsSaidToBeAway() throws Exception {
    DockerHost.require();
    DockerBackend backend =
        backend(
            new DockerSettings.EngineCommand(
                "docker", Optional.of("unix://" + data.resolve("none.sock"))));
    assertThatThrownBy(backend::requireEngine)
        .isInstanceOfSatisfying(
            BerthException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE));
    provesNothing(backend);
  }

  @Test
  void aProgramThatIsNotThereIsNamed() throws Exception {
    assertThatThrownBy(
            backend(new DockerSettings.EngineCommand("no-such-engine", Optional.empty()))
                ::requireEngine)
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE))
        .hasMessageContaining("no-such-engine");
  }

  @Test
  void anImageThatTheEngineLacksIsNamed() throws Exception {
    DockerHost.require();
    assertThatThrownBy(backend(DockerSettings.EngineCommand.standard())::requireEngine)
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_MISSING))
        .hasMessageContaining("no-such-image:1");
  }
}
