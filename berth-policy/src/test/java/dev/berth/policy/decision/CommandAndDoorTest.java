package dev.berth.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.policy.Policy.Question;
import dev.berth.core.policy.Ruling;
import dev.berth.core.time.SystemTime;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a command's approval says is what the git door asks about, so that a push that somebody has
 * approved is not asked about again (decision 0131).
 */
class CommandAndDoorTest {
  private static final String OWN = "refs/heads/" + Asked.BRANCH;

  private final CedarPolicy policy = new CedarPolicy(new SystemTime());

  @Test
  void aForcePushIsTheSameToBoth() {
    Ruling.Ask door = ask(Asked.push(OWN, true));
    for (String line :
        new String[] {
          "git push --force",
          "git push -f origin HEAD",
          "git commit -qm x && git push origin +" + Asked.BRANCH
        }) {
      Ruling.Ask command = ask(Asked.bash(line));
      assertThat(command.rules()).as(line).containsAll(door.rules());
      assertThat(command.effects())
          .as(line)
          .extracting(Ruling.Effect::target)
          .containsAll(door.effects().stream().map(Ruling.Effect::target).toList());
    }
  }

  @Test
  void pathsThatNobodyMindsAddNoRule() {
    assertThat(ask(Asked.push(OWN, true, "src/A.java")).rules())
        .isEqualTo(ask(Asked.push(OWN, true)).rules());
    assertThat(ask(Asked.push(OWN, true, ".env")).rules())
        .isNotEqualTo(ask(Asked.push(OWN, true)).rules());
  }

  private Ruling.Ask ask(Question question) {
    Ruling ruling = policy.judge(question, Set.of());
    if (ruling instanceof Ruling.Ask asked) {
      return asked;
    }
    throw new AssertionError("not asked: " + ruling);
  }
}
