package dev.berth.stacks.simulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts of one world or of many. Confined to one thread. */
public final class Tally {
  private static final int TOLD = 20;

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final List<String> violations = new ArrayList<>();

  public void add(Count count, long more) {
    counts.merge(count, more, Long::sum);
  }

  void one(Count count) {
    add(count, 1);
  }

  /** Counts what must not be, and remembers the first of its kind in words. */
  void violation(Count count, String text) {
    if (of(count) == 0) {
      violations.add(count.wire() + ": " + text);
    }
    one(count);
  }

  /** Adds another's counts, its violations marked with where they were seen. */
  void addAll(Tally other, String where) {
    other.counts.forEach(this::add);
    for (String violation : other.violations) {
      if (violations.size() < TOLD) {
        violations.add(where + " " + violation);
      }
    }
  }

  public long of(Count count) {
    return counts.getOrDefault(count, 0L);
  }

  /** The first violations, in words. */
  public List<String> violations() {
    return Collections.unmodifiableList(violations);
  }

  /** Whether nothing happened that must not. */
  public boolean harmless() {
    return Count.of(Count.Kind.BAD).stream().allMatch(count -> of(count) == 0);
  }

  /** Floors that so many worlds should have reached and did not. */
  public List<String> belowFloors() {
    long worlds = of(Count.WORLDS);
    return Count.of(Count.Kind.FLOOR).stream()
        .filter(count -> of(count) * 1_000 < count.floor() * worlds)
        .map(
            count ->
                "%s: %d in %d worlds, of 1,000 at least %d are expected"
                    .formatted(count.wire(), of(count), worlds, count.floor()))
        .toList();
  }
}
