package dev.berth.chaos.real;

import dev.berth.chaos.Counters;
import dev.berth.chaos.Plant;
import dev.berth.chaos.Played;
import dev.berth.cli.command.CliException;
import dev.berth.core.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The real half of a run: many short sessions side by side on one server, which is killed again and
 * again, as are their holders and agents; then calm; then the census.
 */
public final class RealRun {
  /** A holder, an init and a git each: what two cores can do side by side without only waiting. */
  private static final int IN_FLIGHT = 8;

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String BUILD = "sh check.sh";

  /** However quick the machine is: a kill for so many sessions. */
  private static final int SESSIONS_PER_KILL = 4;

  private final Plan plan;
  private final Time time;
  private final Consumer<String> progress;
  private final Lab lab;
  private final Host host;
  private final Optional<OwnEngine> engine;
  private final RandomGenerator random;
  private final Kills kills;
  private final Tasks tasks;
  private Life life;
  private Client client;
  private long recoveries;
  private Duration stormed = Duration.ZERO;

  /**
   * What is to be played.
   *
   * @param home the package
   * @param backend where sessions run: {@code process} or {@code docker}
   * @param killEngine whether the container engine, one of the lab's own, is killed, too
   * @param sessions 1 or more
   * @param keep where the server's log and word of the faults are left when something was found
   */
  public record Plan(
      Path home,
      String backend,
      boolean killEngine,
      int sessions,
      long seed,
      Optional<Plant> plant,
      Optional<Path> keep) {}

  private RealRun(
      Plan plan, Time time, Consumer<String> progress, Lab lab, Optional<OwnEngine> engine)
      throws InterruptedException {
    this.plan = plan;
    this.time = time;
    this.progress = progress;
    this.lab = lab;
    this.host = new Host(lab);
    this.random = Random.from(new SplittableRandom(plan.seed()));
    this.engine = engine;
    this.kills = new Kills(random, host, engine.isPresent());
    this.tasks = new Tasks(plan.sessions(), IN_FLIGHT, random);
    this.life = Life.begin(plan.home(), lab, orders(true), time);
    this.client = Client.of(lab.data());
  }

  /**
   * Plays it. Whatever happens, nothing of it is left running, and nothing on the disk but what is
   * to be kept.
   *
   * @param progress gets a line now and then
   * @throws CliException when the lab itself cannot work here
   * @throws InterruptedException when somebody wants it to end
   */
  public static Played play(Plan plan, Time time, Consumer<String> progress)
      throws InterruptedException {
    if (!plan.killEngine()) {
      return play(plan, time, progress, Optional.empty());
    }
    try (OwnEngine engine = OwnEngine.start(time)) {
      return play(plan, time, progress, Optional.of(engine));
    }
  }

  private static Played play(
      Plan plan, Time time, Consumer<String> progress, Optional<OwnEngine> engine)
      throws InterruptedException {
    Lab lab = Lab.create(IN_FLIGHT, plan.backend(), engine.map(OwnEngine::host));
    Host host = new Host(lab);
    Played played = Played.NOTHING;
    try (Watch watch = Watch.begin(host, time)) {
      try {
        played = new RealRun(plan, time, progress, lab, engine).run(watch);
        if (!played.violations().isEmpty()) {
          plan.keep().ifPresent(lab::keep);
        }
      } finally {
        new Removal(lab, host, time).run(watch.leases());
      }
    }
    return played;
  }

  private Orders orders(boolean faults) {
    return new Orders(random.nextLong(), faults, plan.plant());
  }

  private Played run(Watch watch) throws InterruptedException {
    try {
      onboard();
      storm();
      return calm(watch);
    } finally {
      client.close();
      life.kill();
    }
  }

  private void onboard() {
    for (String repository : Lab.REPOSITORIES) {
      boolean isBuilt = repository.equals(Lab.REPOSITORIES.getFirst());
      client.onboard(repository, lab.forge(repository), isBuilt ? BUILD : null);
    }
  }

  /** Until every task was submitted and has ended, or none ends any more. */
  private void storm() throws InterruptedException {
    long begin = time.nanos();
    long next = time.nanos() + Duration.ofMillis(kills.pause()).toNanos();
    Patience patience = new Patience(plan.plant(), time);
    while (!tasks.isDone() && !patience.isOver(tasks.ended().size())) {
      ask(
          () -> {
            tasks.submit(client);
            tasks.look(client);
          });
      boolean isOwed = kills.count() < tasks.submitted() / SESSIONS_PER_KILL;
      if (isOwed || time.nanos() > next) {
        strike(kills.next());
        next = time.nanos() + Duration.ofMillis(kills.pause()).toNanos();
      }
      progress.accept(
          "real: %d of %d sessions submitted, %d ended, %d kills"
              .formatted(tasks.submitted(), plan.sessions(), tasks.ended().size(), kills.count()));
      time.sleep(LOOK);
    }
    stormed = time(begin);
  }

  private void strike(Kills.Victim victim) throws InterruptedException {
    switch (victim) {
      case SERVER -> restart(true);
      case HOLDER -> kills.holder();
      case AGENT -> kills.agent();
      case ENGINE -> {
        engine.orElseThrow().kill();
        kills.another();
      }
      case NOBODY -> ask(() -> tasks.cancelOne(client, random));
    }
  }

  /** A server that is being killed does not answer: whatever was asked is asked again later. */
  private void ask(Runnable question) throws InterruptedException {
    try {
      question.run();
    } catch (CliException e) {
      progress.accept("real: the server does not answer: " + e.error().code());
      if (!life.isAlive()) {
        restart(false);
      }
    }
  }

  private void restart(boolean faults) throws InterruptedException {
    life.kill();
    kills.another();
    client.close();
    life = Life.begin(plan.home(), lab, orders(faults), time);
    client = Client.of(lab.data());
    recoveries++;
  }

  /** Nothing goes wrong any more: now everything has to come to its end. */
  private Played calm(Watch watch) throws InterruptedException {
    long calm = time.nanos();
    restart(false);
    Patience patience = new Patience(plan.plant(), time);
    while (!tasks.isDone() && !patience.isOver(tasks.ended().size())) {
      ask(() -> tasks.look(client));
      time.sleep(LOOK);
    }
    Duration calmed = time(calm);
    long begin = time.nanos();
    progress.accept("real: all is calm, counting");
    Census census = new Census(lab, host, time);
    boolean[] back = {false};
    Patience returning = new Patience(plan.plant(), time);
    while (!back[0] && !returning.isOver(0)) {
      ask(() -> back[0] = tasks.areGivenBack(client));
      time.sleep(LOOK);
    }
    Census.Found found =
        census.take(tasks, client, watch, new Patience(plan.plant(), time), life.pid());
    return new Played(
        new Counters(
            tasks.submitted(),
            found.leftovers().size(),
            found.stuck().size(),
            found.lost().size(),
            found.doubles().size(),
            Journal.lines(lab.control(), Journal.FAULT).size(),
            kills.count(),
            recoveries,
            found.things()),
        found.violations(),
        List.of(
            "real: ended as " + tasks.outcomes(),
            "real: %d s of storm, %d s of calm, %d s until everything was given back"
                .formatted(stormed.toSeconds(), calmed.toSeconds(), time(begin).toSeconds())));
  }

  private Duration time(long begin) {
    return Duration.ofNanos(time.nanos() - begin);
  }
}
