package dev.berth.chaos.command;

import dev.berth.chaos.Plant;
import dev.berth.chaos.Played;
import dev.berth.chaos.Report;
import dev.berth.chaos.real.RealRun;
import dev.berth.chaos.simulated.SimulatedRun;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.command.SoftEnd;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.core.time.SystemTime;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth chaos}. */
@Command(
    name = "chaos",
    description = {
      "Breaks sessions in every way it knows, and counts what is left.",
      "",
      "Simulated sessions meet faults at every call, on a clock that is turned by hand. Real ones"
          + " run in",
      "sandboxes on a server of their own, which is killed (SIGKILL) again and again, as are their",
      "holders and agents. Then somebody counts who neither reads the ledger nor asks the server's",
      "adapters: processes, directories, sockets, cgroups, mounts, branches.",
      "",
      "Works in a directory of its own below /tmp, and takes everything away at its end. Touches no"
          + " other",
      "installation. Exits 1 unless leftovers, stuck_tasks, lost_tasks and double_effects are 0"
          + " and",
      "the rest is enough to prove something. With --plant a defect is planted, and exit code 1 is",
      "what proves the lab."
    })
final class ChaosCommand extends LocalCommand {
  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "Sessions in all (default 200); a tenth of them, at least 5, are real.")
  private int sessions = 200;

  @Option(names = "--real", paramLabel = "N", description = "How many are real.")
  private @Nullable Integer real;

  @Option(names = "--simulated", paramLabel = "N", description = "How many are simulated.")
  private @Nullable Integer simulated;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Chooses faults, kills and moments (default 1).")
  private long seed = 1;

  @Option(
      names = "--plant",
      paramLabel = "DEFECT",
      description = "Plants one: skip-release, double-push or lost-job.")
  private @Nullable String plant;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Where real sessions run: process (default) or docker.")
  private String backend = "process";

  @Option(
      names = "--kill-engine",
      description =
          "Kills the container engine, too: a dockerd of the lab's own. Needs root and --backend"
              + " docker.")
  private boolean killEngine;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Where the server's log and word of the faults go if something is found.")
  private @Nullable Path keep;

  ChaosCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    Split split = Split.of(sessions, real, simulated);
    Optional<Plant> planted = plant();
    requireBackend();
    Screen screen = output().screen(context());
    boolean shows = !output().json() && !output().quiet();
    Consumer<String> progress =
        line -> {
          if (shows) {
            screen.status(TerminalText.of(line));
          }
        };
    try (SoftEnd _ = SoftEnd.of(Thread.currentThread())) {
      Played imagined = simulated(split.simulated(), planted, progress);
      Played played = real(split.real(), planted, progress);
      screen.clearStatus();
      Report report = new Report(seed, planted, imagined, played);
      screen.block(output().json() ? report.json() : report.text());
      return report.passed() ? ExitCode.DONE : ExitCode.FAILED;
    } catch (InterruptedException e) {
      screen.clearStatus();
      screen.errorLine(TerminalText.of("Interrupted; everything of this run was taken away."));
      return ExitCode.INTERRUPTED;
    }
  }

  private Played simulated(int count, Optional<Plant> planted, Consumer<String> progress)
      throws InterruptedException {
    return count == 0 ? Played.NOTHING : SimulatedRun.play(count, seed, planted, progress);
  }

  private Played real(int count, Optional<Plant> planted, Consumer<String> progress)
      throws InterruptedException {
    return count == 0
        ? Played.NOTHING
        : RealRun.play(
            new RealRun.Plan(
                home(),
                backend,
                killEngine,
                count,
                seed,
                planted,
                Optional.ofNullable(keep).map(this::absolute)),
            new SystemTime(),
            progress);
  }

  private Path absolute(Path path) {
    return context().workingDirectory().resolve(path);
  }

  private Optional<Plant> plant() {
    if (plant == null) {
      return Optional.empty();
    }
    Optional<Plant> found = Plant.ofWire(plant);
    if (found.isEmpty()) {
      throw CliException.usage(
          "UNKNOWN_PLANT",
          "no defect is called " + plant,
          "Use one of " + Plant.names() + ", or leave --plant out.");
    }
    return found;
  }

  private void requireBackend() {
    if (!Set.of("process", "docker").contains(backend)) {
      throw CliException.usage(
          "UNKNOWN_BACKEND",
          "the fault lab knows no backend called " + backend,
          "Use process or docker, or leave --backend out.");
    }
    if (killEngine && !backend.equals("docker")) {
      throw CliException.usage(
          "NO_ENGINE",
          "the backend " + backend + " has no container engine to kill",
          "Add --backend docker, or leave --kill-engine out.");
    }
  }

  private static Path home() {
    String home = System.getProperty("berth.home", "");
    if (home.isEmpty()) {
      throw CliException.failed(
          "NOT_INSTALLED",
          "real sessions need the package, and the property berth.home is not set",
          "Start Berth with bin/berth, or play simulated sessions only: --real 0.");
    }
    return Path.of(home);
  }
}
