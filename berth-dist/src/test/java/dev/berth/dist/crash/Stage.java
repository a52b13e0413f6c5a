package dev.berth.dist.crash;

import dev.berth.api.receipt.ReceiptLine;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** What scenarios do, from outside: requests, looks, and kills of what the sessions run. */
final class Stage {
  static final String QUICK = "test/quick";
  static final String SLOW = "test/slow";
  static final String ONE_AT_A_TIME = "test/one";
  static final String SLOW_ONE_AT_A_TIME = "test/slow-one";
  static final String NO_MODEL = "test/no-model";
  static final String GREEDY = "test/greedy";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Optional<String> HELD = Optional.of("HELD");
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT");

  private final World world;
  private final HostView host;
  private final Map<String, String> submitted = new ConcurrentHashMap<>();
  private final Map<String, String> expected = new ConcurrentHashMap<>();
  private int onboarded;

  Stage(World world) {
    this.world = world;
    this.host = new HostView(world.data());
  }

  /** The repositories that the scenarios use. */
  void prepare() {
    world.onboard(QUICK, World.QUICK, null);
    world.onboard(SLOW, World.SLOW, null);
    world.onboard(ONE_AT_A_TIME, World.QUICK, 1);
    world.onboard(SLOW_ONE_AT_A_TIME, World.SLOW, 1);
    world.onboard(NO_MODEL, World.UNKNOWN, null);
    world.onboard(GREEDY, World.GREEDY, null);
  }

  String submit(String repo) {
    String task = world.submit(repo);
    submitted.put(task, repo);
    return task;
  }

  /** How it has to end, whatever is killed. */
  void expect(String task, String status) {
    expected.put(task, status);
  }

  /** Tasks whose submission was answered. */
  Set<String> submitted() {
    return Set.copyOf(submitted.keySet());
  }

  /** How tasks have to end, where it is sure. */
  Map<String, String> expected() {
    return new HashMap<>(expected);
  }

  void cancel(String task) {
    world.cancel(task);
  }

  /** A repository for one scenario only; one task at a time. */
  String onboardAnother() {
    onboarded++;
    String name = "test/another-" + onboarded;
    world.onboard(name, World.QUICK, 1);
    return name;
  }

  void remove(String repo) {
    world.remove(repo);
  }

  /** Waits until a task has this status; one that has ended otherwise is a failure. */
  void await(String task, String status) {
    until(
        task + " is " + status,
        () -> {
          String now = world.task(task).status();
          if (TERMINAL.contains(now) && !now.equals(status)) {
            throw new IllegalStateException(task + " is " + now + " before it was " + status);
          }
          return now.equals(status);
        });
  }

  /** What it passed in this life. */
  Set<String> passings() {
    Path file = world.control().resolve(Orders.PASSINGS);
    try {
      return Files.exists(file) ? Set.copyOf(Files.readAllLines(file)) : Set.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void killHolder(String task) {
    kill(awaitHolder(task));
  }

  void killSandbox(String task) {
    ProcessHandle holder = awaitHolder(task);
    until("the sandbox of " + task, () -> host.sandbox(holder).isPresent());
    host.sandbox(holder).ifPresent(Stage::kill);
  }

  /**
   * Stops a sandbox before it says hello, and waits until the server has it on the books. It stays
   * stopped: whoever cleans up has to cope.
   */
  void freezeAtStart(String task) {
    ProcessHandle holder = awaitHolder(task);
    until("the sandbox of " + task, () -> host.sandbox(holder).isPresent());
    host.signal(holder, "STOP");
    until("the lease of " + task, () -> process(task).map(ReceiptLine::state).equals(HELD));
  }

  void killAgent(String task) {
    ProcessHandle holder = awaitHolder(task);
    until("the agent of " + task, () -> host.agent(holder).isPresent());
    host.agent(holder).ifPresent(Stage::kill);
  }

  /** Kills what is there of a session right now, if anything is. */
  void killIfThere(String task, boolean agentOnly) {
    holder(task)
        .flatMap(holder -> agentOnly ? host.agent(holder) : Optional.of(holder))
        .ifPresent(Stage::kill);
  }

  /** A client that got no answer asks again: what works without end is cancelled. */
  void endSlowTasks() {
    for (TaskSummary task : world.tasks()) {
      String repo = Optional.ofNullable(task.repo()).orElse("");
      if (repo.startsWith(SLOW) && !TERMINAL.contains(task.status())) {
        cancelIfStillThere(task.taskId());
      }
    }
  }

  private void cancelIfStillThere(String task) {
    try {
      cancel(task);
    } catch (CliException e) {
      if (!e.error().code().equals("TASK_ALREADY_TERMINAL")) {
        throw e;
      }
    }
  }

  private ProcessHandle awaitHolder(String task) {
    until("the holder of " + task, () -> holder(task).isPresent());
    return holder(task).orElseThrow();
  }

  private Optional<ProcessHandle> holder(String task) {
    return process(task).flatMap(line -> host.holder(line.leaseId()));
  }

  private Optional<ReceiptLine> process(String task) {
    return world.receipt(task).lines().stream()
        .filter(line -> line.kind().toLowerCase(Locale.ROOT).equals("process"))
        .findFirst();
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
  }

  private static void until(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(condition::getAsBoolean);
  }
}
