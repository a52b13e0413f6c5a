package dev.berth.policy.decision;

import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy.Question;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions for tests. */
public final class Asked {
  public static final String BRANCH = "berth/01k/fix";

  private Asked() {}

  public static Question bash(String line) {
    return of(new Call("bash", Map.of("command", line)));
  }

  public static Question write(String path) {
    return of(new Call("write", Map.of("path", path, "content", "x")));
  }

  public static Question push(String ref, boolean force, String... paths) {
    return door(
        new Call(
            Call.GIT_PUSH,
            Map.of(
                "ref", ref,
                "old_oid", "1".repeat(40),
                "new_oid", "2".repeat(40),
                "force", force,
                "paths", List.of(paths),
                "links", List.of())));
  }

  public static Question door(Call call) {
    return new Question(
        "coding/new-task-v1", false, Optional.empty(), Optional.of(BRANCH), false, true, call);
  }

  public static Question of(Call call) {
    return new Question(
        "coding/new-task-v1", false, Optional.empty(), Optional.of(BRANCH), false, false, call);
  }

  public static Question readOnly(Question question) {
    return new Question(
        question.workflow(),
        true,
        question.repository(),
        question.branch(),
        question.tainted(),
        question.door(),
        question.call());
  }
}
