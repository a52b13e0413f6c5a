package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.repo.Repos;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
