package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.doctor.DoctorCheck;
import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.server.Installed;
import dev.berth.server.SandboxProbe;
import dev.berth.server.config.BerthConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the server needs of this machine. */
final class HostChecks {
  private HostChecks() {}

  static List<DoctorCheck> all(CliContext context) {
    return List.of(
        new Check("git", () -> git(context)),
        new Check("java", HostChecks::java),
        new Check("sandbox", () -> sandbox(context)),
        new Check("agents", () -> agents(context)));
  }

  private static DoctorCheck.Finding git(CliContext context) {
    CommandRunner runner =
        new HostCommandRunner(context.environment().getOrDefault("PATH", "/usr/bin:/bin"));
    try {
      return new DoctorCheck.Finding.Good(runner.run(Command.of("git", "--version")).text());
    } catch (BerthException e) {
      return new DoctorCheck.Finding.Bad(
          "git does not run: " + e.detail(), "Install git 2.34 or later.");
    }
  }

  private static DoctorCheck.Finding java() {
    Runtime.Version version = Runtime.version();
    return version.feature() == 25
        ? new DoctorCheck.Finding.Good("Java " + version)
        : new DoctorCheck.Finding.Bad("Java " + version, "Install a JDK 25 and set JAVA_HOME.");
  }

  /** Runs a sandbox for real: that bubblewrap is installed does not say that it works here. */
  private static DoctorCheck.Finding sandbox(CliContext context) {
    try {
      BerthConfig config = ServerCommands.load(context);
      Backend.Probe probe = SandboxProbe.run(config, Installed.of(context.environment()));
      String inForce = String.join(", ", probe.inForce());
      return probe.works()
          ? new DoctorCheck.Finding.Good(inForce)
          : new DoctorCheck.Finding.Bad(String.join("; ", probe.problems()), remedy(config));
    } catch (BerthException e) {
      return new DoctorCheck.Finding.Bad(e.detail(), e.code().remedy());
    }
  }

  private static String remedy(BerthConfig config) {
    return switch (config.compute().backend()) {
      case PROCESS -> "Install bubblewrap (Debian: apt-get install bubblewrap).";
      case DOCKER ->
          "See docs/operations/docker.md; `berth image build` makes an image that works.";
    };
  }

  /** The configuration looks at each agent's directory and program. */
  private static DoctorCheck.Finding agents(CliContext context) {
    try {
      List<String> names = new ArrayList<>(List.of("reference (aware)"));
      ServerCommands.load(context).agents().stream()
          .map(agent -> agent.name() + " (" + agent.kind().wire() + ")")
          .forEach(names::add);
      return new DoctorCheck.Finding.Good(String.join(", ", names));
    } catch (BerthException e) {
      String problems =
          e.problems().stream()
              .map(problem -> problem.field() + ": " + problem.message())
              .collect(Collectors.joining("; "));
      return new DoctorCheck.Finding.Bad(
          problems.isEmpty() ? e.detail() : problems, e.code().remedy());
    }
  }

  /** A check with a name. */
  private record Check(String name, Look look0) implements DoctorCheck {
    @Override
    public Finding look() {
      return look0.look();
    }
  }

  private interface Look {
    DoctorCheck.Finding look();
  }
}
