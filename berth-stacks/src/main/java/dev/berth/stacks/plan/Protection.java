package dev.berth.stacks.plan;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is never deleted, whatever else holds. A protected item protects all that it uses.
 *
 * @param keepTags tag keys, in any case, that keep whatever their value but {@code false} and
 *     {@code no}
 * @param keepUntilTags tag keys, in any case, whose value is an instant or a date; a future one
 *     keeps, and so does one that cannot be read; a past one proves nothing
 * @param ids exact item ids, without type: also the state store and the role we run as
 * @param names name patterns, matched anywhere in the name
 */
public record Protection(
    Set<String> keepTags, Set<String> keepUntilTags, Set<String> ids, List<Pattern> names) {
  public Protection {
    keepTags = stripped(keepTags);
    keepUntilTags = stripped(keepUntilTags);
    ids = Set.copyOf(ids);
    names = List.copyOf(names);
  }

  private static Set<String> stripped(Set<String> keys) {
    return keys.stream().map(String::strip).collect(Collectors.toUnmodifiableSet());
  }

  public static Protection standard() {
    return new Protection(
        Set.of("keep", "cleanup:keep", "do-not-delete"),
        Set.of("keep-until", "cleanup:not-before", "cleanup:safe-to-delete-after"),
        Set.of(),
        List.of());
  }

  public Protection withIds(Set<String> value) {
    return new Protection(keepTags, keepUntilTags, value, names);
  }
}
