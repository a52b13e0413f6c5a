package dev.berth.stacks.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which stacks are ours, and which of ours are thrown away.
 *
 * @param tagKey the ownership tag, exact; a stack without it is nobody's of ours
 * @param tagValue its value, exact
 * @param throwAway anchored name patterns ({@code ^int-[0-9a-f]{8}$}) of stacks that are deleted
 *     when they are old enough, whatever their state
 * @param own anchored name patterns of other stacks of ours: deleted again only once somebody's
 *     deletion has failed
 * @param minimumAge from creation; zero is refused
 */
public record StackRules(
    String tagKey,
    String tagValue,
    List<Pattern> throwAway,
    List<Pattern> own,
    Duration minimumAge) {
  public StackRules {
    throwAway = List.copyOf(throwAway);
    own = List.copyOf(own);
    if (tagKey.isBlank() || tagValue.isBlank()) {
      throw new IllegalArgumentException("the ownership tag has a key and a value");
    }
    if (minimumAge.isZero() || minimumAge.isNegative()) {
      throw new IllegalArgumentException("the minimum age is positive");
    }
    for (Pattern pattern : throwAway) {
      requireAnchored(pattern);
    }
    for (Pattern pattern : own) {
      requireAnchored(pattern);
    }
  }

  private static void requireAnchored(Pattern pattern) {
    String text = pattern.pattern();
    if (!text.startsWith("^") || !text.endsWith("$") || text.contains("|") || text.contains(".*")) {
      throw new IllegalArgumentException(
          "a name pattern begins with ^, ends with $, and has no | and no .* : " + text);
    }
  }

  public boolean throwsAway(String stackName) {
    return throwAway.stream().anyMatch(pattern -> pattern.matcher(stackName).matches());
  }

  public boolean owns(String stackName) {
    return matching(stackName).isPresent();
  }

  /** The pattern that makes this name ours. */
  public Optional<String> matching(String stackName) {
    return Stream.concat(throwAway.stream(), own.stream())
        .filter(pattern -> pattern.matcher(stackName).matches())
        .map(Pattern::pattern)
        .findFirst();
  }
}
