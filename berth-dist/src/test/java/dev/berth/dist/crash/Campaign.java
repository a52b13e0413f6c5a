package dev.berth.dist.crash;

import dev.berth.dist.crash.Scenario.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Which kills a run makes: points first, one of every group at least, then random moments. The same
 * seed makes the same.
 *
 * @param kills in the order in which they are made
 */
record Campaign(List<Kill> kills) {
  private static final int LATEST_MILLIS = 4_000;

  Campaign {
    kills = List.copyOf(kills);
  }

  /** One kill of the server, and at random moments what else is killed with it. */
  sealed interface Kill {
    /** At a point, on the way of a scenario. */
    record AtPoint(String point, Scenario scenario) implements Kill {}

    /** So long after a submission. */
    record AtMoment(int millis, Victim victim) implements Kill {}
  }

  /** What of the session dies just before the server. */
  enum Victim {
    NOTHING,
    AGENT,
    HOLDER
  }

  /**
   * So many kills. When there are more than points, every point is among them.
   *
   * @param only when present, only points whose name contains it
   */
  static Campaign of(long seed, int count, Optional<String> only) {
    Random random = Random.from(new SplittableRandom(seed));
    List<String> points = new ArrayList<>(Points.reachable());
    only.ifPresent(part -> points.removeIf(point -> !point.contains(part)));
    Collections.shuffle(points, random);
    int atPoints = only.isPresent() || count > points.size() ? points.size() : count * 2 / 3;
    List<Kill> kills = new ArrayList<>();
    for (String point : chosen(points, atPoints)) {
      kills.add(new Kill.AtPoint(point, Scenario.of(point)));
    }
    while (kills.size() < count && only.isEmpty()) {
      Victim victim = Victim.values()[Math.max(0, random.nextInt(6) - 3)];
      kills.add(new Kill.AtMoment(random.nextInt(LATEST_MILLIS), victim));
    }
    return new Campaign(kills);
  }

  /** The first of each group, then whatever comes. */
  private static List<String> chosen(List<String> points, int count) {
    Map<String, String> groups = new LinkedHashMap<>();
    points.forEach(point -> groups.putIfAbsent(group(point), point));
    List<String> chosen = new ArrayList<>(groups.values());
    points.stream().filter(point -> !chosen.contains(point)).forEach(chosen::add);
    return chosen.subList(0, Math.min(Math.max(count, groups.size()), points.size()));
  }

  /** Transitions by the status they leave and the side of the commit, jobs and leases by step. */
  static String group(String point) {
    String[] parts = point.split(" / ", -1);
    String step = parts[parts.length - 1];
    return parts[0].equals("transition") ? parts[1] + " / " + step : parts[0] + " / " + step;
  }

  /** The kills of one world; random moments belong to the usual one. */
  List<Kill> of(Setting setting) {
    return kills.stream()
        .filter(
            kill ->
                switch (kill) {
                  case Kill.AtPoint at -> at.scenario().setting() == setting;
                  case Kill.AtMoment moment -> setting == Setting.USUAL;
                })
        .toList();
  }
}
