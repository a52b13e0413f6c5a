package dev.berth.dist.crash;

import dev.berth.dist.crash.Campaign.Kill;
import dev.berth.dist.crash.Campaign.Victim;
import dev.berth.dist.crash.Campaign.Worldful;
import dev.berth.dist.crash.Scenario.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One world, and the kills that it goes through: one life of its server after the other. */
final class WorldRun {
  /** For the longest limit of a world, on a machine that is out of breath. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Some scenarios race with the session: the next try is another life. */
  private static final int TRIES = 3;

  private final Worldful plan;
  private final Packaged packaged;
  private final Tally tally;
  private final World world;
  private final Stage stage;

  private WorldRun(Worldful plan, Packaged packaged, Tally tally, World world) {
    this.plan = plan;
    this.packaged = packaged;
    this.tally = tally;
    this.world = world;
    this.stage = new Stage(world);
  }

  /** A world with its repositories, and no server. */
  static WorldRun prepare(Worldful plan, Packaged packaged, Tally tally, Path scratch)
      throws IOException, InterruptedException {
    World world = World.create(scratch, plan.name(), lines(plan.setting()));
    WorldRun run = new WorldRun(plan, packaged, tally, world);
    Life life = run.begin(Orders.none(Duration.ZERO));
    run.stage.prepare();
    life.stop();
    return run;
  }

  /** Lines of the configuration. Room for many: those that a held point keeps must not fill it. */
  private static String lines(Setting setting) {
    String room = "process: {capacity: 12, disk: 64MiB%s}\n";
    return switch (setting) {
      case USUAL -> room.formatted("");
      case SHORT ->
          room.formatted(", start: 8s")
              + "limits: {queue: 4s, hydration: 5s, run_time: 6s, finalizing: 5s}\n";
      case LATER -> room.formatted("") + "limits: {run_time: 30h}\n";
    };
  }

  /** Makes all kills, and looks at what became of the world; what is wrong is in the tally. */
  void play() throws Exception {
    try {
      Duration shift = Duration.ZERO;
      for (Kill kill : plan.kills()) {
        long start = System.nanoTime();
        switch (kill) {
          case Kill.AtPoint at -> shift = atPoint(at, shift);
          case Kill.AtMoment moment -> atMoment(moment, shift);
        }
        say(Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms " + kill);
      }
      judge(shift);
    } finally {
      new HostView(world.data()).killAll();
    }
  }

  private void judge(Duration shift) throws Exception {
    long start = System.nanoTime();
    Life life = begin(Orders.none(shift));
    stage.endSlowTasks();
    List<String> found;
    try {
      found = new Verdict(world, stage).problems();
    } finally {
      life.kill();
    }
    found.forEach(this::problem);
    tally.passed(stage.passings());
    say(Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms until all tasks had ended");
    if (found.isEmpty()) {
      deleteTree(world.data());
    }
  }

  /** Plays the scenario until the server stops at the point; answers the clock's shift from now. */
  private Duration atPoint(Kill.AtPoint at, Duration shift) throws Exception {
    Duration now = shift;
    for (int tried = 0; tried < TRIES; tried++) {
      now = prelude(at.scenario(), now);
      Orders orders = new Orders(Optional.of(at.point()), 1, at.scenario().holds(), now);
      if (isReached(at.scenario(), orders)) {
        tally.hit(at.point());
        return now;
      }
      say("not reached: " + at);
    }
    return now;
  }

  private Duration prelude(Scenario scenario, Duration shift)
      throws IOException, InterruptedException {
    if (scenario.hasPrelude()) {
      Life life = begin(new Orders(Optional.empty(), 1, scenario.preludeHolds(), shift));
      stage.endSlowTasks();
      scenario.prelude(stage);
      kill(life);
    }
    return shift.plus(scenario.later());
  }

  private boolean isReached(Scenario scenario, Orders orders)
      throws IOException, InterruptedException {
    Life life = begin(orders);
    try (ExecutorService actors = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> acting =
          CompletableFuture.runAsync(
              () -> {
                if (!scenario.hasPrelude()) {
                  stage.endSlowTasks();
                }
                scenario.act(stage);
              },
              actors);
      boolean reached = life.awaitReached(PATIENCE);
      kill(life);
      awaitActor(acting, reached);
      return reached;
    }
  }

  /** What the server's end interrupted is no failure; what went wrong before it is. */
  private void awaitActor(CompletableFuture<Void> acting, boolean reached)
      throws InterruptedException {
    try {
      acting.get();
    } catch (ExecutionException e) {
      if (!reached) {
        say("the scenario failed: " + e.getCause());
      }
    }
  }

  private void atMoment(Kill.AtMoment moment, Duration shift)
      throws IOException, InterruptedException {
    Life life = begin(Orders.none(shift));
    stage.endSlowTasks();
    String task = stage.submit(Stage.QUICK);
    if (moment.victim() == Victim.NOTHING) {
      stage.expect(task, "COMPLETED");
    }
    // The moment of the kill is the point of the test; nothing is waited for.
    if (new CountDownLatch(1).await(moment.millis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts this down");
    }
    if (moment.victim() != Victim.NOTHING) {
      stage.killIfThere(task, moment.victim() == Victim.AGENT);
    }
    kill(life);
  }

  private Life begin(Orders orders) throws IOException {
    tally.passed(stage.passings());
    Files.deleteIfExists(world.control().resolve(Orders.PASSINGS));
    return Life.begin(packaged, world.data(), world.control(), orders);
  }

  private void kill(Life life) throws InterruptedException {
    life.kill();
    tally.killed();
  }

  /** Written down, so that one does not hide the next. */
  private void problem(String what) {
    say("PROBLEM " + what);
    tally.problem(plan.name() + ": " + what);
  }

  private void say(String line) {
    System.out.println(plan.name() + ": " + line);
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
