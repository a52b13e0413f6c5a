package dev.berth.engine.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.access.Role;
import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.audit.AuditStore;
import dev.berth.core.blob.Sha256;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.repo.Repos;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnboardingTest {
  private static final UserId ANN = new UserId("ann");
  private static final RepoName NAME = RepoName.parse("acme/tools");

  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;
  private Repos repos;

  @BeforeEach
  void open() {
    world = new World(directory);
    repos =
        new Repos(
            world.database,
            Map.of("local", world.forge),
            new Repos.OnboardingRules(List.of(), 10),
            world.jobs,
            world.time,
            world.ids);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aBranchThatTheForgeDoesNotHaveOnboardsNothing() {
    assertThatThrownBy(() -> repos.onboard(ANN, wanted(Optional.of("nowhere"))))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_ERROR));
    assertThat(world.database.read(tx -> tx.repos().findActive(NAME)).isPresent()).isFalse();
  }

  @Test
  void anotherBranchThanTheForgesOwnIsStoredAtOnce() {
    world.forge.push("next", 1);
    assertThat(repos.onboard(ANN, wanted(Optional.of("next"))).defaultBranch()).isEqualTo("next");
    assertThat(world.database.read(tx -> tx.repos().findActive(NAME)).orElseThrow().defaultBranch())
        .isEqualTo("next");
  }

  @Test
  void aChangeToABranchThatIsNotThereChangesNothing() {
    Repository repository = repos.onboard(ANN, wanted(Optional.empty()));
    assertThatThrownBy(
            () -> repos.change(ANN, Role.ADMIN, NAME, current -> current.onBranch("nowhere")))
        .isInstanceOf(BerthException.class);
    assertThat(repos.show(ANN, Role.ADMIN, NAME).defaultBranch())
        .isEqualTo(repository.defaultBranch());
  }

  @Test
  void whoChangesTheRulesIsInTheAudit() {
    repos.onboard(ANN, wanted(Optional.empty()));
    assertThat(policyChanges()).isEmpty();

    repos.change(ANN, Role.ADMIN, NAME, current -> current.with(ruled("// none yet")));
    repos.change(ANN, Role.ADMIN, NAME, current -> current.with(ruled("// none yet")));

    assertThat(policyChanges())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.by()).contains(ANN);
              assertThat(entry.subject()).isEqualTo("acme/tools");
              assertThat(entry.facts())
                  .containsEntry("policy_sha256_before", "none")
                  .containsEntry("policy_sha256", Sha256.hex("// none yet".getBytes(UTF_8)))
                  .containsEntry("approvers_before", "[]")
                  .containsEntry("approvers", "[bea]")
                  .doesNotContainKey("protected_paths");
            });
  }

  private List<AuditEntry> policyChanges() {
    return world.database.read(tx -> tx.audit().page(Instant.EPOCH, Optional.empty(), 100)).stream()
        .map(AuditStore.Stored::entry)
        .filter(entry -> entry.action() == AuditAction.POLICY_CHANGED)
        .toList();
  }

  private static RepoSettings ruled(String policy) {
    RepoSettings none = RepoSettings.none();
    return new RepoSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        none.tasks(),
        none.egress(),
        Optional.empty(),
        Set.of(new UserId("bea")),
        Set.of(),
        Optional.empty(),
        Optional.of(policy));
  }

  @Test
  void aChangeLooksForTasksThatMayRunNow() {
    Repository repository = repos.onboard(ANN, wanted(Optional.empty()));
    world.run(java.time.Duration.ofSeconds(1));
    assertThat(world.jobs.waits(JobKind.GRANT)).isFalse();
    repos.change(ANN, Role.ADMIN, repository.name(), current -> current);
    assertThat(world.jobs.waits(JobKind.GRANT)).isTrue();
  }

  private static Repos.NewRepo wanted(Optional<String> branch) {
    return new Repos.NewRepo(NAME, "local", "somewhere", branch, RepoSettings.none());
  }
}
