package dev.berth.stacks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.Bench;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {
  private final SmallAccount small = new SmallAccount();
  private final Bench bench = new Bench(small.account);

  @Test
  void aPlanSaysWhatItWouldTakeAndHowToHaveItDone() {
    RunReport report = bench.plan(Account.policy());
    String text = TextReport.of(report, false);
    assertThat(text)
        .contains("To delete, in this order (4)")
        .contains("wave 2           runtime:agent-1")
        .contains("because its stack has the tag")
        .contains("Billed by the hour meanwhile: {elastic-ip=1, nat-gateway=1}")
        .contains("other things are not ours")
        .contains("--apply " + report.plan().orElseThrow().hash())
        .contains("pending (exit code 10)")
        .doesNotContain("eni-theirs");
    assertThat(TextReport.of(report, true)).contains("eni-theirs");
  }

  @Test
  void aResidueSaysWhatBlocksItAndUntilWhen() {
    bench.apply(Account.policy());
    bench.time.advance(Duration.ofMinutes(10));
    String text = TextReport.of(bench.plan(Account.policy()), false);
    assertThat(text)
        .contains("by network-interface:eni-1")
        .contains("gone in 7 min to 7 h 47 min")
        .contains("Nothing of this is billed by the hour.")
        .contains("Looking again is useful at");
  }

  @Test
  void foreignTextCannotSteerATerminal() {
    small.account.change(
        small.theirVpc, vpc -> vpc.withName("\u001b[2J\u202Eevil\nline \uD83D\uDE00 ünï"));
    String text = TextReport.of(bench.plan(Account.policy()), true);
    assertThat(text)
        .contains("'?[2J?evil?line \uD83D\uDE00 ünï'")
        .doesNotContain("\u001b", "\u202E");
  }

  @Test
  void theJsonHasAVersionAndEveryItemOnce() {
    RunReport report = bench.apply(Account.policy());
    JsonNode json = JsonMapper.builder().build().readTree(JsonReport.of(report));
    assertThat(json.get("version").asInt()).isEqualTo(1);
    assertThat(json.get("exitCode").asInt()).isEqualTo(10);
    assertThat(json.get("scope").get("account").asString()).isEqualTo("111122223333");
    List<String> ids = new ArrayList<>();
    for (String section : List.of("deletes", "waits", "keeps", "unknowns")) {
      json.get(section).forEach(item -> ids.add(item.get("id").asString()));
    }
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            report.plan().orElseThrow().decisions().keySet().stream()
                .map(Object::toString)
                .toList());
    JsonNode stack =
        json.get("waits")
            .valueStream()
            .filter(wait -> wait.get("id").asString().equals(small.stack.toString()))
            .findFirst()
            .orElseThrow();
    assertThat(stack.get("estimate").get("earliest").asString()).startsWith("2026-11-20T12:");
    assertThat(json.get("steps").size()).isPositive();
  }

  @Test
  void gapsAreNamed() {
    bench.cloud.faults(
        (call, id) ->
            call.equals("list") && id.type() == ItemType.SUBNET
                ? Optional.of(FailureKind.DENIED)
                : Optional.empty());
    assertThat(TextReport.of(bench.plan(Account.policy()), false))
        .contains("NOT READ COMPLETELY  subnet: list: DENIED")
        .contains("incomplete (exit code 30)");
  }
}
