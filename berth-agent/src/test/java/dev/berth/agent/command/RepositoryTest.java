package dev.berth.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.agent.command.Commands.Command;
import dev.berth.runtime.session.SessionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clone over real git, from where an earlier attempt stopped. */
final class RepositoryTest {
  private static final SessionContext.Author AUTHOR =
      new SessionContext.Author("Berth", "berth@localhost");
  private static final String CHECKPOINT = "refs/berth/checkpoint/01K0000000000000000000000A";

  private final Commands commands = new Commands(30_000);
  @TempDir Path temp;
  private Path bare;
  private String base = "";

  @BeforeEach
  void prepare() throws Exception {
    Path work = Files.createDirectory(temp.resolve("work"));
    bare = temp.resolve("origin.git");
    git(work, "init", "--quiet", "-b", "main");
    Files.writeString(work.resolve("kept"), "before\n");
    Files.writeString(work.resolve("gone"), "before\n");
    git(work, "add", "--all");
    git(work, "commit", "--quiet", "-m", "first");
    base = git(work, "rev-parse", "HEAD").strip();
    git(temp, "clone", "--quiet", "--bare", work.toString(), bare.toString());
    Files.writeString(work.resolve("kept"), "after\n");
    Files.writeString(work.resolve("new"), "after\n");
    Files.delete(work.resolve("gone"));
    git(work, "add", "--all");
    String tree = git(work, "write-tree").strip();
    String commit = git(work, "commit-tree", tree, "-m", "Checkpoint").strip();
    git(work, "push", "--quiet", bare.toString(), commit + ":" + CHECKPOINT);
  }

  private String git(Path where, String... arguments) throws InterruptedException {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(Arrays.asList(arguments));
    CommandResult result =
        commands.run(
            new Command(line, where, Repository.authorEnvironment(AUTHOR), Duration.ofMinutes(1)));
    assertThat(result.ok()).describedAs("%s: %s", line, result.output()).isTrue();
    return result.output();
  }

  private Repository repository(SessionContext.@Nullable Start start) throws InterruptedException {
    Repository repository =
        new Repository(
            commands,
            new SessionContext.Repo(
                "acme",
                "shop",
                bare.toUri().toString(),
                "main",
                "berth/x",
                base,
                null,
                null,
                start),
            AUTHOR,
            temp.resolve("clone"),
            "token");
    repository.cloneAndBranch(new Retry(attempt -> false));
    return repository;
  }

  @Test
  void anEarlierAttemptsTreeIsThereAndNotCommitted() throws Exception {
    Repository clone = repository(new SessionContext.Start(CHECKPOINT, "", Instant.EPOCH, "01K"));
    assertThat(clone.directory().resolve("kept")).hasContent("after");
    assertThat(clone.directory().resolve("new")).hasContent("after");
    assertThat(clone.directory().resolve("gone")).doesNotExist();
    assertThat(clone.head()).isEqualTo(base);
    assertThat(git(clone.directory(), "diff", "--cached", "--name-only")).isBlank();
    assertThat(clone.commit("All of it", Map.of("Task-Id", "01K"))).isTrue();
    assertThat(git(clone.directory(), "show", "--name-only", "--format=", "HEAD").lines())
        .containsExactlyInAnyOrder("kept", "gone", "new");
  }

  @Test
  void withoutOneItIsTheBase() throws Exception {
    Repository clone = repository(null);
    assertThat(clone.directory().resolve("kept")).hasContent("before");
    assertThat(git(clone.directory(), "status", "--porcelain")).isBlank();
  }
}
