package dev.berth.chaos;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A defect that is planted around the product, never in it, so that the lab has to find it. */
public enum Plant {
  /** A custodian says that a thing is gone and has done nothing. */
  SKIP_RELEASE,
  /** A push has its effect twice. */
  DOUBLE_PUSH,
  /** A job is forgotten, although its unit of work was committed. */
  LOST_JOB;

  /** As the command line names it: {@code skip-release}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the counter that is there for it shows it. */
  public boolean isSeenIn(Counters counters) {
    return switch (this) {
      case SKIP_RELEASE -> counters.leftovers() > 0;
      case DOUBLE_PUSH -> counters.doubleEffects() > 0;
      case LOST_JOB -> counters.stuckTasks() + counters.lostTasks() > 0;
    };
  }

  public static Optional<Plant> ofWire(String text) {
    return Arrays.stream(values()).filter(plant -> plant.wire().equals(text)).findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(Plant::wire).collect(Collectors.joining(", "));
  }
}
