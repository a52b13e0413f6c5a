package dev.berth.chaos.simulated;

import dev.berth.chaos.Plant;
import dev.berth.chaos.Played;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Plays sessions in simulated worlds: each has a seed of its own, its own weather, and a judge.
 * What goes wrong in one can be played again alone.
 */
public final class SimulatedRun {
  /** Sessions of one world: enough for a crowd, and few enough for its database to stay quick. */
  private static final int PER_WORLD = 100;

  /** Worlds of one seed; those of the next have others. */
  private static final long WORLDS = 1_000_000;

  /** Sessions of the rush at a world's end, which all find room at once. */
  private static final int RUSH = FaultyBackend.CAPACITY;

  /** How long everything may take that is left when the weather has calmed down. */
  private static final Duration CALM = Duration.ofMinutes(45);

  /** What hangs for so long is cancelled. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private SimulatedRun() {}

  /**
   * Plays so many sessions, a world on each processor.
   *
   * @param seed the same plays the same
   * @param plant a defect that has to be found
   * @param progress told how far it is, now and then
   * @throws InterruptedException when it was ended before; everything of it is gone then
   */
  public static Played play(
      int sessions, long seed, Optional<Plant> plant, Consumer<String> progress)
      throws InterruptedException {
    int worlds = (sessions + PER_WORLD - 1) / PER_WORLD;
    try (ExecutorService lanes =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Played>> running = new ArrayList<>();
      Singles singles = new Singles();
      for (int i = 0; i < worlds; i++) {
        int number = i;
        int here = Math.min(PER_WORLD, sessions - i * PER_WORLD);
        running.add(lanes.submit(() -> world(number, here, seed, plant, singles)));
      }
      try {
        Played sum = sum(running, sessions, progress);
        return new Played(sum.counters(), sum.violations(), singles.notes());
      } catch (InterruptedException e) {
        lanes.shutdownNow();
        throw e;
      }
    }
  }

  private static Played sum(List<Future<Played>> worlds, int sessions, Consumer<String> progress)
      throws InterruptedException {
    Played sum = Played.NOTHING;
    for (Future<Played> world : worlds) {
      try {
        sum = plus(sum, world.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a world could not be played to its end", e.getCause());
      }
      progress.accept("simulated sessions: " + sum.counters().sessions() + " of " + sessions);
    }
    return sum;
  }

  private static Played world(
      int number, int sessions, long seed, Optional<Plant> plant, Singles singles) {
    long of = seed * WORLDS + number;
    return switch (number % 5) {
      // All of one seed: that makes them worlds in which a session makes the same calls.
      case 0 -> alone(sessions, seed * WORLDS, plant, each(singles, number / 5));
      case 1 -> alone(sessions, of, plant, pairs(of));
      default -> world(sessions, of, plant);
    };
  }

  /**
   * Plays every single fault, in as many worlds as that takes.
   *
   * @throws InterruptedException when it was ended before
   */
  static Played singles(long seed, Singles singles) throws InterruptedException {
    Played sum = Played.NOTHING;
    try (ExecutorService lanes =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (int part = 0; !singles.isComplete(); part += 2) {
        List<Future<Played>> two = new ArrayList<>();
        for (int i = part; i < part + 2; i++) {
          Faulty faulty = each(singles, i);
          two.add(lanes.submit(() -> alone(PER_WORLD, seed * WORLDS, Optional.empty(), faulty)));
        }
        sum = plus(sum, sum(two, PER_WORLD * (part + 2), progress -> {}));
      }
    }
    return new Played(sum.counters(), sum.violations(), singles.notes());
  }

  /** One single fault for each session after a world's first. */
  private static Faulty each(Singles singles, int part) {
    return (session, calls) ->
        singles
            .take((long) part * (PER_WORLD - 1) + session, calls)
            .map(List::of)
            .orElse(List.of());
  }

  /** Two faults of a session, at random. */
  private static Faulty pairs(long seed) {
    Random random = new Random(seed);
    Fault[] faults = Fault.values();
    return (session, calls) ->
        List.of(
            new Plan.Hit(random.nextLong(calls), faults[random.nextInt(faults.length)]),
            new Plan.Hit(random.nextLong(calls), faults[random.nextInt(faults.length)]));
  }

  /** What happens to a session, by the number of its call. */
  @FunctionalInterface
  interface Faulty {
    /**
     * The faults of one session.
     *
     * @param session its number, from 0
     * @param calls that a session makes in good weather
     */
    List<Plan.Hit> hits(int session, long calls);
  }

  /** Plays one world whose sessions come one after the other, each with faults of its own. */
  static Played alone(int sessions, long seed, Optional<Plant> plant, Faulty faulty) {
    try (Scratch scratch = new Scratch();
        SimulatedWorld world = new SimulatedWorld(scratch.path, seed, plant)) {
      world.behavePlainly();
      long before = world.injector().calls();
      submitAndEnd(world);
      long calls = world.injector().calls() - before;
      for (int session = 0; session < sessions - 1; session++) {
        long base = world.injector().calls();
        world
            .injector()
            .follow(
                Plan.at(
                    faulty.hits(session, calls).stream()
                        .map(hit -> new Plan.Hit(base + hit.index(), hit.fault()))
                        .toList()));
        submitAndEnd(world);
      }
      return judged(world, seed);
    }
  }

  private static void submitAndEnd(SimulatedWorld world) {
    // What an earlier session left is not waited for again.
    SimulatedWorld.Left left = world.left();
    world.submit();
    Instant end = world.now().plus(CALM);
    while (world.now().isBefore(end) && !world.isAtRest(left)) {
      world.step();
      world.skip();
    }
  }

  private static Played judged(SimulatedWorld world, long seed) {
    Played played = new Judge(world).verdict();
    List<String> named = played.violations().stream().map(v -> "world " + seed + ": " + v).toList();
    return new Played(played.counters(), named);
  }

  /** Plays one world; its violations name its seed. */
  static Played world(int sessions, long seed, Optional<Plant> plant) {
    Random weather = new Random(seed * 31 + 7);
    Plan plan =
        switch (weather.nextInt(4)) {
          case 0 -> Plan.storm(weather, 15);
          case 1 -> Plan.storm(weather, 40);
          case 2 -> Plan.storm(weather, 80);
          default -> Plan.storm(weather, 200);
        };
    return world(sessions, seed, plant, plan);
  }

  /** Plays one world in this weather. */
  static Played world(int sessions, long seed, Optional<Plant> plant, Plan plan) {
    try (Scratch scratch = new Scratch();
        SimulatedWorld world = new SimulatedWorld(scratch.path, seed, plant)) {
      play(world, sessions, seed, plan);
      return judged(world, seed);
    }
  }

  private static void play(SimulatedWorld world, int sessions, long seed, Plan plan) {
    Random hand = new Random(seed * 17 + 3);
    int rush = Math.min(RUSH, sessions);
    world.injector().follow(plan);
    int submitted = 0;
    while (submitted < sessions - rush) {
      for (int more = hand.nextInt(3); more > 0 && submitted < sessions - rush; more--) {
        world.submit();
        submitted++;
      }
      move(world, hand);
      world.step();
    }
    Instant calm = world.now().plus(Duration.ofMinutes(1));
    Instant end = calm.plus(CALM);
    while (world.now().isBefore(end) && !world.isAtRest(SimulatedWorld.Left.NOTHING)) {
      if (world.now().isAfter(calm)) {
        world.injector().follow(Plan.calm());
      }
      world.cancel(PATIENCE);
      world.step();
      world.skip();
    }
    world.injector().follow(Plan.calm());
    rush(world, rush);
  }

  /** As many as there is room for begin at once: room that was lost on the way would be missed. */
  private static void rush(SimulatedWorld world, int sessions) {
    SimulatedWorld.Left left = world.left();
    world.hold(true);
    for (int i = 0; i < sessions; i++) {
      world.submit();
    }
    Instant end = world.now().plus(Duration.ofMinutes(2));
    while (world.now().isBefore(end) && world.atWork() < sessions) {
      world.step();
    }
    world.missed(sessions - world.atWork());
    world.hold(false);
    end = world.now().plus(CALM);
    while (world.now().isBefore(end) && !world.isAtRest(left)) {
      world.cancel(PATIENCE);
      world.step();
      world.skip();
    }
  }

  /** What a person, an operator and bad luck do now and then. */
  private static void move(SimulatedWorld world, Random hand) {
    if (hand.nextInt(5) == 0) {
      world.cancel(PATIENCE);
    }
    switch (hand.nextInt(200)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> world.kill();
      case 8 -> world.reboot();
      default -> {}
    }
  }

  private static Played plus(Played one, Played other) {
    List<String> violations = new ArrayList<>(one.violations());
    violations.addAll(other.violations());
    return new Played(one.counters().plus(other.counters()), violations);
  }

  /** A directory for a world's database: in memory, since nobody cuts the power of a simulation. */
  private static final class Scratch implements AutoCloseable {
    private final Path path;

    Scratch() {
      try {
        path =
            Files.isWritable(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "berth-simulated-")
                : Files.createTempDirectory("berth-simulated-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try (Stream<Path> tree = Files.walk(path)) {
        for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
