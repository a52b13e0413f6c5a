package dev.berth.policy.effect;

import dev.berth.core.policy.Policy.Question;
import dev.berth.core.repo.Repository;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is the same for everything that a step does.
 *
 * @param branch short name of the session's own branch
 */
public record Setting(
    Map<String, Object> facts,
    Optional<String> branch,
    ProtectedBranches branches,
    FileKinds kinds,
    boolean door) {
  public Setting {
    facts = Map.copyOf(facts);
  }

  /**
   * That of a question.
   *
   * @param protectedPaths globs, where the repository has none of its own
   */
  public static Setting of(Question question, List<String> protectedPaths) {
    Optional<Repository> repository = question.repository();
    List<String> globs =
        repository.flatMap(value -> value.settings().protectedPaths()).orElse(protectedPaths);
    return new Setting(
        Map.of(
            "repo",
            repository.map(value -> value.name().toString()).orElse(""),
            "branch",
            question.branch().orElse(""),
            "tool",
            question.call().tool(),
            "door",
            question.door(),
            "read_only",
            question.readOnly(),
            "tainted",
            question.tainted()),
        question.branch(),
        new ProtectedBranches(repository.map(Repository::defaultBranch)),
        new FileKinds(globs),
        question.door());
  }
}
