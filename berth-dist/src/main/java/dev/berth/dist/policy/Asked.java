package dev.berth.dist.policy;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy.Question;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command asks the rules about. */
final class Asked {
  private static final String WORKFLOW = "coding/new-task-v1";

  private Asked() {}

  /** A shell line. */
  static Question bash(String line, Optional<RepoName> repository, boolean readOnly) {
    return new Question(
        WORKFLOW,
        readOnly,
        repository.map(Asked::repository),
        Optional.of("berth/topic"),
        false,
        false,
        new Call("bash", Map.of("command", line)));
  }

  /**
   * An example of a file of rules: a shell line, {@code write: PATH}, or {@code push: REF [force]}.
   */
  static Question example(String text) {
    if (text.startsWith("write:")) {
      String path = text.substring("write:".length()).strip();
      return question(new Call("write", Map.of("path", path)), false);
    }
    if (text.startsWith("push:")) {
      String[] words = text.substring("push:".length()).strip().split("\\s+", 2);
      boolean force = words.length == 2 && words[1].equals("force");
      return question(new Call(Call.GIT_PUSH, Map.of("ref", words[0], "force", force)), true);
    }
    return bash(text, Optional.empty(), false);
  }

  private static Question question(Call call, boolean door) {
    return new Question(
        WORKFLOW, false, Optional.empty(), Optional.of("berth/topic"), false, door, call);
  }

  /** One that is only a name: what is asked needs no server. */
  private static Repository repository(RepoName name) {
    return new Repository(
        new RepoId("0".repeat(26)),
        name,
        new UserId("0".repeat(26)),
        "local",
        "",
        "main",
        RepoSettings.none(),
        new Repository.Provisioning(Repository.Provisioning.State.READY, List.of()),
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        1);
  }
}
