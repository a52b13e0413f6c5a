package dev.berth.policy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.policy.Policy.Question;
import dev.berth.core.policy.Ruling;
import dev.berth.policy.decision.Asked;
import dev.berth.policy.decision.CedarPolicy;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Lines of shells: those that hide what they do, and those that agents write every day. */
final class CorpusTest {
  private final CedarPolicy policy = new CedarPolicy(new VirtualTime());

  @Test
  void seesThroughEveryEvasion() throws IOException {
    List<String> missed = new ArrayList<>();
    List<String> lines = lines("evasions.txt");
    for (String line : lines) {
      int bar = line.indexOf(" | ");
      Set<String> expected = Set.of(line.substring(0, bar).split(","));
      Set<String> found =
          new TreeSet<>(rules(policy.judge(asked(line.substring(bar + 3)), Set.of())));
      if (!found.containsAll(expected)) {
        missed.add(line + " -> " + found);
      }
    }
    assertThat(missed).isEmpty();
    assertThat(lines).hasSizeGreaterThan(250);
  }

  @Test
  void leavesOrdinaryCommandsAlone() throws IOException {
    List<String> raised = new ArrayList<>();
    List<String> denied = new ArrayList<>();
    List<String> lines = lines("ordinary.txt");
    for (String line : lines) {
      switch (policy.judge(asked(line), Set.of())) {
        case Ruling.Allow _ -> {}
        case Ruling.Ask ask -> raised.add(line + " -> " + ask.rules());
        case Ruling.Deny deny -> denied.add(line + " -> " + deny.rules());
      }
    }
    System.out.printf(
        "%d of %d ordinary commands raise a gate (%.2f %%), %d are denied%n%s%n",
        raised.size(),
        lines.size(),
        100.0 * raised.size() / lines.size(),
        denied.size(),
        String.join("\n", raised));
    assertThat(denied).isEmpty();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(500).doesNotHaveDuplicates();
    assertThat(raised.size() * 50).as("at most 2 %%: %s", raised).isLessThan(lines.size());
  }

  private static Question asked(String line) {
    return Asked.bash(line.replace('␤', '\n'));
  }

  private static List<String> rules(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Allow _ -> List.of();
      case Ruling.Ask ask -> ask.rules();
      case Ruling.Deny deny -> deny.rules();
    };
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = CorpusTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(
              line -> !line.isBlank() && !line.startsWith("# Lines") && !line.startsWith("# What"))
          .toList();
    }
  }
}
