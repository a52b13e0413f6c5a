package dev.berth.dist.crash;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A way through the state machine. Each names the points that it is there for; everything that an
 * undisturbed task passes belongs to {@link #UNDISTURBED}.
 */
// Its collections are List.of and Set.of, which the checker cannot see.
@SuppressWarnings("ImmutableEnumChecker")
enum Scenario {
  UNDISTURBED(Setting.USUAL, List.of()) {
    @Override
    void act(Stage stage) {
      stage.expect(stage.submit(Stage.QUICK), "COMPLETED");
    }
  },
  QUEUED(Setting.USUAL, List.of("SUBMITTED / no room", "QUEUED / granted")) {
    @Override
    void act(Stage stage) {
      stage.expect(stage.submit(Stage.ONE_AT_A_TIME), "COMPLETED");
      stage.expect(stage.submit(Stage.ONE_AT_A_TIME), "COMPLETED");
    }
  },
  CANCELLED_WHEN_SUBMITTED(Setting.USUAL, List.of("SUBMITTED / cancel"), "job / admit / before") {
    @Override
    void act(Stage stage) {
      stage.cancel(stage.submit(Stage.QUICK));
    }
  },
  CANCELLED_WHEN_QUEUED(Setting.USUAL, List.of("QUEUED / cancel")) {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.ONE_AT_A_TIME);
      String second = stage.submit(Stage.ONE_AT_A_TIME);
      stage.await(second, "QUEUED");
      stage.cancel(second);
    }
  },
  CANCELLED_WHEN_HYDRATING(Setting.USUAL, List.of("HYDRATING / cancel"), "job / hydrate / before") {
    @Override
    void act(Stage stage) {
      String task = stage.submit(Stage.QUICK);
      stage.await(task, "HYDRATING");
      stage.cancel(task);
    }
  },
  CANCELLED_WHEN_RUNNING(
      Setting.USUAL, List.of("RUNNING / cancel", "FINALIZING / settled / outcome CANCELLED")) {
    @Override
    void act(Stage stage) {
      String task = stage.submit(Stage.SLOW);
      stage.await(task, "RUNNING");
      stage.cancel(task);
    }
  },
  CANCELLED_WHEN_FINALIZING(
      Setting.USUAL, List.of("FINALIZING / cancel"), "job / settle / before") {
    @Override
    void act(Stage stage) {
      String task = stage.submit(Stage.QUICK);
      stage.await(task, "FINALIZING");
      stage.cancel(task);
    }
  },
  NO_MODEL(
      Setting.USUAL, List.of("HYDRATING / start failed", "FINALIZING / settled / outcome FAILED")) {
    @Override
    void act(Stage stage) {
      stage.expect(stage.submit(Stage.NO_MODEL), "FAILED");
    }
  },
  REPOSITORY_REMOVED_WHEN_SUBMITTED(Setting.USUAL, List.of("SUBMITTED / admission refused")) {
    @Override
    Set<String> preludeHolds() {
      return Set.of("job / admit / before");
    }

    @Override
    void prelude(Stage stage) {
      String repo = stage.onboardAnother();
      stage.expect(stage.submit(repo), "FAILED");
      stage.remove(repo);
    }
  },
  REPOSITORY_REMOVED_WHEN_QUEUED(Setting.USUAL, List.of("QUEUED / admission refused")) {
    @Override
    void act(Stage stage) {
      String repo = stage.onboardAnother();
      stage.submit(repo);
      String second = stage.submit(repo);
      stage.await(second, "QUEUED");
      stage.remove(repo);
    }
  },
  SANDBOX_DIES_AT_START(Setting.USUAL, List.of("HYDRATING / session exited")) {
    @Override
    void act(Stage stage) {
      stage.killSandbox(stage.submit(Stage.SLOW));
    }
  },
  HOLDER_DIES_AT_START(Setting.USUAL, List.of("HYDRATING / session lost")) {
    @Override
    void act(Stage stage) {
      stage.killHolder(stage.submit(Stage.SLOW));
    }
  },
  AGENT_DIES(
      Setting.USUAL,
      List.of("RUNNING / session exited", "RUNNING / tick / exit grace", "job / deadline")) {
    @Override
    void act(Stage stage) {
      String task = stage.submit(Stage.SLOW);
      stage.await(task, "RUNNING");
      stage.killAgent(task);
    }
  },
  HOLDER_DIES(Setting.USUAL, List.of("RUNNING / session lost")) {
    @Override
    void act(Stage stage) {
      String task = stage.submit(Stage.SLOW);
      stage.await(task, "RUNNING");
      stage.killHolder(task);
    }
  },
  DISK_FILLS(Setting.USUAL, List.of("RUNNING / exhausted")) {
    @Override
    void act(Stage stage) {
      stage.expect(stage.submit(Stage.GREEDY), "FAILED");
    }
  },
  QUEUE_EXPIRES(Setting.SHORT, List.of("QUEUED / tick")) {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.SLOW_ONE_AT_A_TIME);
      stage.submit(Stage.SLOW_ONE_AT_A_TIME);
    }
  },
  HYDRATION_EXPIRES(
      Setting.SHORT, List.of("HYDRATING / tick / hydration"), "job / hydrate / before") {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.QUICK);
    }
  },
  START_STALLS(Setting.SHORT, List.of("HYDRATING / tick / start"), "job / start / before") {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.QUICK);
    }
  },
  RUN_TIME_EXPIRES(
      Setting.SHORT,
      List.of("RUNNING / tick / run time", "FINALIZING / settled / outcome TIMED_OUT")) {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.SLOW);
    }
  },
  NEVER_SETTLED(
      Setting.SHORT,
      List.of("FINALIZING / tick / not settled in time, ends FAILED"),
      "job / settle / before") {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.QUICK);
    }
  },
  CANCELLED_AND_NEVER_SETTLED(
      Setting.SHORT,
      List.of("FINALIZING / tick / not settled in time, ends CANCELLED"),
      "job / settle / before") {
    @Override
    void act(Stage stage) {
      String task = stage.submit(Stage.SLOW);
      stage.await(task, "RUNNING");
      stage.cancel(task);
    }
  },
  TIMED_OUT_AND_NEVER_SETTLED(
      Setting.SHORT,
      List.of("FINALIZING / tick / not settled in time, ends TIMED_OUT"),
      "job / settle / before") {
    @Override
    void act(Stage stage) {
      stage.submit(Stage.SLOW);
    }
  },
  ADMISSION_STALLS(Setting.LATER, List.of("SUBMITTED / tick"), "job / admit / before") {
    @Override
    Set<String> preludeHolds() {
      return holds();
    }

    @Override
    void prelude(Stage stage) {
      stage.submit(Stage.QUICK);
    }

    @Override
    Duration later() {
      return Duration.ofMinutes(11);
    }
  },
  OBSERVER_AWAY_WHEN_RUNNING(Setting.LATER, List.of("RUNNING / observer back")) {
    @Override
    void prelude(Stage stage) {
      stage.await(stage.submit(Stage.SLOW), "RUNNING");
    }

    @Override
    boolean hasPrelude() {
      return true;
    }
  },
  OBSERVER_AWAY_AT_START(Setting.LATER, List.of("HYDRATING / observer back")) {
    @Override
    void prelude(Stage stage) {
      stage.freezeAtStart(stage.submit(Stage.SLOW));
    }

    @Override
    boolean hasPrelude() {
      return true;
    }
  },
  HARD_END(Setting.LATER, List.of("RUNNING / tick / hard end")) {
    @Override
    void prelude(Stage stage) {
      stage.await(stage.submit(Stage.SLOW), "RUNNING");
    }

    @Override
    Duration later() {
      return Duration.ofHours(25);
    }
  };

  /** Worlds with different limits: a short one spoils what others wait for. */
  enum Setting {
    USUAL,
    SHORT,
    LATER
  }

  private final Setting setting;
  private final List<String> points;
  private final Set<String> holds;

  Scenario(Setting setting, List<String> points, String... holds) {
    this.setting = setting;
    this.points = points;
    this.holds = Set.of(holds);
  }

  /** The scenario that passes a point. */
  static Scenario of(String point) {
    for (Scenario scenario : values()) {
      if (scenario.points.stream().anyMatch(point::contains)) {
        return scenario;
      }
    }
    return UNDISTURBED;
  }

  /** What scenarios say they are for, and no point is called: they would never be played for it. */
  static List<String> strays() {
    return Arrays.stream(values())
        .flatMap(scenario -> scenario.points.stream())
        .filter(part -> Points.all().stream().noneMatch(point -> point.contains(part)))
        .toList();
  }

  Setting setting() {
    return setting;
  }

  /** Where whoever comes stays while the armed server runs. */
  Set<String> holds() {
    return holds;
  }

  /** The same in the life before it, where there is one. */
  Set<String> preludeHolds() {
    return Set.of();
  }

  /** How far the clock goes ahead between the two lives. */
  Duration later() {
    return Duration.ZERO;
  }

  /** What happens in a life before the armed one; killed, too. */
  void prelude(Stage stage) {}

  /** What happens in the armed life, until it stops. */
  void act(Stage stage) {}

  /** Whether it needs a life before the armed one. */
  boolean hasPrelude() {
    return !later().isZero() || !preludeHolds().isEmpty();
  }
}
