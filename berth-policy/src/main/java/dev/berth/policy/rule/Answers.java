package dev.berth.policy.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers of a book, kept while they are used. Thread-safe. */
final class Answers {
  private static final int KEPT = 4096;

  private final Map<List<Object>, List<LoadedRule>> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, List<LoadedRule>> eldest) {
          return size() > KEPT;
        }
      };

  synchronized Optional<List<LoadedRule>> find(List<Object> key) {
    return Optional.ofNullable(answers.get(key));
  }

  synchronized void keep(List<Object> key, List<LoadedRule> matching) {
    answers.put(key, List.copyOf(matching));
  }
}
