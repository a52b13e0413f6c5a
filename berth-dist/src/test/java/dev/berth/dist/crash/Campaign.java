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
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which kills a run makes: points first, one of every group at least, then random moments. The same
 * seed makes the same.
 *
 * @param kills in the order in which they are made
 */
record Campaign(List<Kill> kills) {
  /** Tasks pile up in a world, and its end waits for all of them. */
  static final int MOST_OF_A_WORLD = 16;

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
   * @param only when present, a regular expression; only points in whose name it is found
   */
  static Campaign of(long seed, int count, Optional<String> only) {
    Random random = Random.from(new SplittableRandom(seed));
    List<String> points = new ArrayList<>(Points.reachable());
    only.map(Pattern::compile)
        .ifPresent(pattern -> points.removeIf(point -> !pattern.matcher(point).find()));
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

  /**
   * Transitions by the status they leave and the side of the commit, jobs and leases by step; in
   * the worlds that take long to play, by the status only.
   */
  static String group(String point) {
    String[] parts = point.split(" / ", -1);
    Setting setting = Scenario.of(point).setting();
    if (setting != Setting.USUAL) {
      return setting + " / " + parts[1];
    }
    String step = parts[parts.length - 1];
    return parts[0].equals("transition") ? parts[1] + " / " + step : parts[0] + " / " + step;
  }

  /** The points at which servers are to be killed. */
  List<String> points() {
    return kills.stream()
        .flatMap(kill -> kill instanceof Kill.AtPoint at ? Stream.of(at.point()) : Stream.empty())
        .toList();
  }

  /** Every so-manyth kill: a campaign can be played in parts, by one machine after the other. */
  Campaign part(Part part) {
    return new Campaign(
        IntStream.range(0, kills.size())
            .filter(i -> i % part.of() == part.number() - 1)
            .mapToObj(kills::get)
            .toList());
  }

  /**
   * One of so many parts.
   *
   * @param number from 1
   */
  record Part(int number, int of) {
    static final Part WHOLE = new Part(1, 1);

    Part {
      if (number < 1 || number > of) {
        throw new IllegalArgumentException("no part " + number + " of " + of);
      }
    }

    /** Reads {@code 2/8}. */
    static Part parse(String text) {
      String[] numbers = text.split("/", -1);
      return new Part(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
  }

  /** The kills that share a data directory. */
  record Worldful(String name, Setting setting, List<Kill> kills) {
    Worldful {
      kills = List.copyOf(kills);
    }
  }

  /** Worlds that can be played side by side, those that take longest first. */
  List<Worldful> worlds() {
    List<Worldful> worlds = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      List<Kill> all = kills.stream().filter(kill -> setting(kill) == setting).toList();
      int count = Math.ceilDiv(all.size(), MOST_OF_A_WORLD);
      for (int world = 1; world <= count; world++) {
        worlds.add(
            new Worldful(
                setting + "-" + world,
                setting,
                new Campaign(all).part(new Part(world, count)).kills()));
      }
    }
    return worlds;
  }

  /** Random moments belong to the usual one. */
  private static Setting setting(Kill kill) {
    return switch (kill) {
      case Kill.AtPoint at -> at.scenario().setting();
      case Kill.AtMoment moment -> Setting.USUAL;
    };
  }
}
