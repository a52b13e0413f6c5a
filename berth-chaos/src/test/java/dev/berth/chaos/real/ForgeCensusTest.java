package dev.berth.chaos.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ForgeCensusTest {
  private static final String TASK = "01k00000000000000000000001";
  private static final String REF = "refs/heads/berth/" + TASK + "/work";

  private Lab lab;
  private Path forge;

  @BeforeEach
  void make() {
    lab = Lab.create(1, "process", Optional.empty());
    forge = lab.forge(Lab.REPOSITORIES.getFirst());
  }

  @AfterEach
  void delete() {
    lab.delete();
  }

  private String git(String... arguments) {
    return String.join("\n", PlainGit.run(forge, arguments));
  }

  private String commit(String parent, String message) {
    return git(
        "-c",
        "user.name=Lab",
        "-c",
        "user.email=lab@berth.invalid",
        "commit-tree",
        "main^{tree}",
        "-p",
        parent,
        "-m",
        message + "\n\nTask-Id: " + TASK);
  }

  @Test
  void onePushOfOneCommitIsFine() {
    git("update-ref", REF, commit("main", "work"));
    ForgeCensus census = ForgeCensus.of(lab);
    assertThat(census.doubles()).isEmpty();
    assertThat(census.leftovers()).isEmpty();
    assertThat(census.tasks()).containsExactly(TASK);
    assertThat(census.things()).isEqualTo(1);
  }

  @Test
  void seesABranchThatMovedTwice() {
    git("update-ref", REF, commit("main", "work"));
    git("update-ref", REF, commit(REF, "more"));
    assertThat(ForgeCensus.of(lab).doubles())
        .anyMatch(line -> line.contains("was moved 2 times"))
        .anyMatch(line -> line.contains("has 2 commits"));
  }

  @Test
  void seesTwoCommitsOfABranchThatIsGone() {
    git("update-ref", REF, commit("main", "work"));
    git("update-ref", REF, commit(REF, "more"));
    git("update-ref", "-d", REF);
    assertThat(ForgeCensus.of(lab).doubles()).containsExactly("task " + TASK + " has 2 commits");
  }

  @Test
  void seesTwoBranches() {
    git("update-ref", REF, commit("main", "work"));
    git("update-ref", REF + "-2", git("rev-parse", REF));
    assertThat(ForgeCensus.of(lab).doubles()).singleElement().asString().contains("the branches");
  }

  @Test
  void seesABranchWithNothingOnIt() {
    git("update-ref", REF, "main");
    assertThat(ForgeCensus.of(lab).leftovers()).singleElement().asString().contains(REF);
  }

  @Test
  void seesTwoChangeRequests() {
    Journal journal = Journal.open(lab.control());
    journal.write(Journal.CHANGE_REQUEST + "A");
    journal.write(Journal.FAULT + "HANG forge.push");
    journal.write(Journal.CHANGE_REQUEST + "B");
    assertThat(ForgeCensus.of(lab).doubles()).isEmpty();
    journal.write(Journal.CHANGE_REQUEST + "A");
    assertThat(ForgeCensus.of(lab).doubles())
        .containsExactly("task A has opened 2 change requests");
    assertThat(Journal.lines(lab.control(), Journal.FAULT)).isEqualTo(List.of("HANG forge.push"));
  }
}
