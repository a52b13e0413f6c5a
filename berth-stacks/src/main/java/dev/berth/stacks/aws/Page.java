package dev.berth.stacks.aws;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of an answer.
 *
 * @param next the token of the page after it
 */
record Page<E>(List<E> elements, Optional<String> next) {
  /**
   * A page as the SDK gives it.
   *
   * @param listed whether the answer holds the list at all; an answer without one says nothing
   */
  static <E> Page<E> of(boolean listed, List<E> elements, @Nullable String next) {
    if (!listed) {
      throw new MalformedAnswer("the answer holds no list");
    }
    return new Page<>(elements, Optional.ofNullable(next).filter(token -> !token.isEmpty()));
  }
}
