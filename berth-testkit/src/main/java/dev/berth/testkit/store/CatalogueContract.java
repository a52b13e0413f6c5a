package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.access.ApiKey;
import dev.berth.core.access.Role;
import dev.berth.core.access.Scope;
import dev.berth.core.blob.Artifact;
import dev.berth.core.blob.ArtifactStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.id.ApiKeyId;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.InstallationStore;
import dev.berth.core.task.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Repositories, change requests, artifacts, keys and the installation. */
public abstract class CatalogueContract extends StoreContract {
  private static final Instant NOW = Samples.NOW;

  protected CatalogueContract() {
    super(new Samples());
  }

  @Test
  void keepsEveryFieldOfARepository() {
    RepoName name = samples.repoName();
    Repository plain = samples.repository(name);
    writing(tx -> tx.repos().insert(plain));
    assertThat(found(tx -> tx.repos().find(plain.id()))).contains(plain);
    Repository full = changed(plain, fullSettings(), Optional.empty());
    assertThat(did(tx -> tx.repos().update(full))).isTrue();
    assertThat(did(tx -> tx.repos().update(full))).isFalse();
    assertThat(found(tx -> tx.repos().findActive(name))).contains(full);
  }

  @Test
  void oneActiveRepositoryHasAName() {
    RepoName name = samples.repoName();
    Repository first = samples.repository(name);
    Repository second = samples.repository(name);
    writing(tx -> tx.repos().insert(first));
    assertThatThrownBy(() -> writing(tx -> tx.repos().insert(second)))
        .isInstanceOfSatisfying(
            BerthException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.REPO_ALREADY_ONBOARDED));
    long active = read(tx -> tx.repos().countActive());
    Repository removed = changed(first, RepoSettings.none(), Optional.of(NOW));
    assertThat(did(tx -> tx.repos().update(removed))).isTrue();
    assertThat(counted(tx -> tx.repos().countActive())).isEqualTo(active - 1);
    assertThat(found(tx -> tx.repos().findActive(name))).isEmpty();
    writing(tx -> tx.repos().insert(second));
    assertThat(found(tx -> tx.repos().findActive(name))).contains(second);
    assertThat(found(tx -> tx.repos().find(first.id()))).contains(removed);
  }

  @Test
  void listsRepositoriesByNameInOneOrderEverywhere() {
    String owner = "o" + samples.id();
    List<String> inOrder = List.of("B", "C-1", "_x", "a", "b");
    for (String name : List.of("b", "_x", "a", "C-1", "B")) {
      writing(tx -> tx.repos().insert(samples.repository(new RepoName(owner, name))));
    }
    RepoName before = new RepoName(owner, "0");
    assertThat(names(before, 5)).isEqualTo(inOrder);
    assertThat(names(new RepoName(owner, "C-1"), 2)).isEqualTo(List.of("_x", "a"));
  }

  @Test
  void aRemovedRepositoryIsAbandonedWhenNoTaskRefersToIt() {
    Repository active = samples.repository(samples.repoName());
    Repository used = samples.repository(samples.repoName());
    Repository unused = samples.repository(samples.repoName());
    List.of(active, used, unused).forEach(repo -> writing(tx -> tx.repos().insert(repo)));
    TaskSpec.RepoRef reference = new TaskSpec.RepoRef(used.id(), used.name());
    writing(tx -> tx.tasks().insert(samples.task(samples.user(), Optional.of(reference))));
    for (Repository repo : List.of(used, unused)) {
      long number = write(tx -> tx.changeRequests().nextNumber(repo.id()));
      assertThat(number).isEqualTo(1);
      Repository removed = changed(repo, RepoSettings.none(), Optional.of(NOW));
      assertThat(did(tx -> tx.repos().update(removed))).isTrue();
    }
    List<Repository> abandoned = read(tx -> tx.repos().abandoned(1_000));
    assertThat(abandoned)
        .extracting(Repository::id)
        .contains(unused.id())
        .doesNotContain(used.id(), active.id());
    for (Repository kept : List.of(active, used)) {
      assertThat(did(tx -> tx.repos().deleteAbandoned(kept.id()))).isFalse();
      assertThat(found(tx -> tx.repos().find(kept.id()))).isPresent();
    }
    assertThat(did(tx -> tx.repos().deleteAbandoned(unused.id()))).isTrue();
    assertThat(did(tx -> tx.repos().deleteAbandoned(unused.id()))).isFalse();
    assertThat(found(tx -> tx.repos().find(unused.id()))).isEmpty();
  }

  @Test
  void numbersChangeRequestsPerRepository() {
    Repository repo = samples.repository(samples.repoName());
    TaskId task = write(samples::storedTask).id();
    writing(tx -> tx.repos().insert(repo));
    List<Long> numbers =
        together(10, i -> () -> write(tx -> tx.changeRequests().nextNumber(repo.id())));
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    ChangeRequest opened = changeRequest(repo, task, "Fix", "{}");
    writing(tx -> tx.changeRequests().insert(opened));
    assertThat(found(tx -> tx.changeRequests().find(repo.id(), "berth/x", "main")))
        .contains(opened);
    assertThat(found(tx -> tx.changeRequests().find(repo.id(), "berth/x", "next"))).isEmpty();
    ChangeRequest changed = changeRequest(repo, task, "Fix it", "{\"build\":0}");
    writing(tx -> tx.changeRequests().update(changed));
    assertThat(found(tx -> tx.changeRequests().findByNumber(repo.id(), 3))).contains(changed);
    assertThat(found(tx -> tx.changeRequests().findByTask(task))).contains(changed);
    assertThatThrownBy(() -> writing(tx -> tx.changeRequests().insert(opened)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void artifactNamesAreUniqueWithoutRegardToCase() {
    TaskId task = write(samples::storedTask).id();
    Artifact first = new Artifact(task, "Report.MD", "text/markdown", "aa", 3, NOW);
    Artifact other = new Artifact(task, "data.json", "application/json", "bb", 4, NOW);
    Artifact second = new Artifact(task, "report.md", "text/plain", "cc", 5, NOW.plusMillis(1));
    writing(tx -> List.of(first, other, second).forEach(tx.artifacts()::put));
    assertThat(rows(tx -> tx.artifacts().list(task))).containsExactly(other, second);
    assertThat(found(tx -> tx.artifacts().find(task, "REPORT.md"))).contains(second);
    assertThat(found(tx -> tx.artifacts().find(task, "none"))).isEmpty();
    assertThat(sum(task)).isEqualTo(new ArtifactStore.Sum(2, 9));
    assertThat(sum(write(samples::storedTask).id())).isEqualTo(new ArtifactStore.Sum(0, 0));
  }

  private ArtifactStore.Sum sum(TaskId task) {
    return read(tx -> tx.artifacts().sum(task));
  }

  @Test
  void apiKeysAreFoundByTheHashOfTheirSecret() {
    String hash = "hash-" + samples.id();
    ApiKey key =
        new ApiKey(
            new ApiKeyId(samples.id()),
            samples.user(),
            Role.OPERATOR,
            "laptop",
            Set.of(Scope.TASKS_READ, Scope.REPOS_READ),
            hash,
            NOW,
            Optional.of(NOW.plusSeconds(9)),
            Optional.empty());
    long before = read(tx -> tx.apiKeys().count());
    writing(tx -> tx.apiKeys().insert(key));
    assertThat(counted(tx -> tx.apiKeys().count())).isEqualTo(before + 1);
    assertThat(found(tx -> tx.apiKeys().findBySecret(hash))).contains(key);
    assertThat(found(tx -> tx.apiKeys().find(key.id()))).contains(key);
    assertThat(found(tx -> tx.apiKeys().findBySecret("other"))).isEmpty();
    assertThat(rows(tx -> tx.apiKeys().list())).contains(key);
    assertThat(did(tx -> tx.apiKeys().revoke(key.id(), NOW))).isTrue();
    assertThat(did(tx -> tx.apiKeys().revoke(key.id(), NOW))).isFalse();
    assertThat(found(tx -> tx.apiKeys().findBySecret(hash)).orElseThrow().revokedAt())
        .contains(NOW);
  }

  @Test
  void theInstallationHasOneHolder() {
    if (found(tx -> tx.installation().id()).isEmpty()) {
      InstallationId id = new InstallationId(samples.id());
      writing(tx -> tx.installation().create(id, NOW));
      assertThat(found(tx -> tx.installation().id())).contains(id);
    }
    assertThatThrownBy(
            () -> writing(tx -> tx.installation().create(new InstallationId(samples.id()), NOW)))
        .isInstanceOf(RuntimeException.class);
    NodeId first = samples.node();
    NodeId second = samples.node();
    Instant until = NOW.plusSeconds(10);
    Instant later = until.plusSeconds(1);
    assertThat(claimed(first, first, NOW, until)).isTrue();
    assertThat(claimed(second, second, NOW, until)).isFalse();
    assertThat(claimed(first, first, NOW, later)).isTrue();
    assertThat(claimed(second, second, until, until)).isFalse();
    assertThat(claimed(second, second, later, later.plusSeconds(9))).isTrue();
    writing(tx -> tx.installation().release(first));
    assertThat(claimed(first, first, until, until)).isFalse();
    // Over a holder that is known to be dead, at once; the place is on record also afterwards.
    assertThat(claimed(first, second, NOW, until)).isTrue();
    assertThat(found(tx -> tx.installation().holder()))
        .contains(new InstallationStore.Holder(Optional.of(first), "place of " + first, until));
    writing(tx -> tx.installation().release(first));
    assertThat(found(tx -> tx.installation().holder()).map(h -> h.place()))
        .contains("place of " + first);
    assertThat(found(tx -> tx.installation().holder()).flatMap(h -> h.node())).isEmpty();
    assertThat(claimed(second, second, until, until)).isTrue();
    writing(tx -> tx.installation().release(second));
  }

  private boolean claimed(NodeId node, NodeId over, Instant now, Instant until) {
    return did(tx -> tx.installation().claim(node, "place of " + node, over, now, until));
  }

  private List<String> names(RepoName after, int limit) {
    return rows(tx -> tx.repos().list(Optional.of(after), limit)).stream()
        .map(repo -> repo.name().name())
        .toList();
  }

  private static ChangeRequest changeRequest(
      Repository repo, TaskId task, String title, String evidence) {
    return new ChangeRequest(
        repo.id(),
        3,
        task,
        title,
        "body",
        "berth/x",
        "main",
        "a".repeat(40),
        "b".repeat(40),
        "https://forge.example/3",
        evidence,
        NOW,
        NOW.plusMillis(title.length()));
  }

  private static RepoSettings fullSettings() {
    return new RepoSettings(
        Optional.of("coding/new-task-v1"),
        Optional.of("make \"test\""),
        Optional.of("make lint"),
        List.of("model-b", "model-a"),
        new RepoSettings.TaskDefaults(
            Optional.of(50), Optional.of(5_000_000_000L), Optional.of(Duration.ofMinutes(9))),
        new RepoSettings.Egress(List.of("*.example.org"), List.of("maven-central")),
        Optional.of(List.of(".github/**")),
        Set.of(new UserId("ann"), new UserId("bob")),
        Set.of(new UserId("eve")),
        Optional.of(3),
        Optional.of("// none"));
  }

  private static Repository changed(
      Repository repo, RepoSettings settings, Optional<Instant> removedAt) {
    return new Repository(
        repo.id(),
        repo.name(),
        repo.owner(),
        repo.forge(),
        repo.location(),
        "trunk",
        settings,
        new Repository.Provisioning(Repository.Provisioning.State.FAILED, List.of("a", "b")),
        repo.createdAt(),
        NOW.plusSeconds(1),
        removedAt,
        repo.version() + 1);
  }
}
