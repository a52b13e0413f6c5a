package dev.berth.stacks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.plan.Action;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Planner;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.plan.WaitReason;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.Bench;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What simulated worlds found first, each by itself. */
final class FoundBySimulationTest {
  private static final SweepPolicy POLICY = Account.policy();

  @Test
  void aRuntimeDoesNotWaitForItsWorkloadIdentityWhichGoesWithIt() {
    SmallAccount small = new SmallAccount();
    ItemId identity = new ItemId(ItemType.WORKLOAD_IDENTITY, "identity-1");
    small.account.put(
        Item.of(ItemType.WORKLOAD_IDENTITY, identity.id())
            .withCreatedAt(Account.LONG_AGO)
            .withUses(Set.of(small.runtime)));
    Plan plan = Planner.plan(small.account.inventory(), Memory.empty(), POLICY, Account.NOW);
    assertThat(plan.deleteIds()).contains(small.runtime).doesNotContain(identity);
    assertThat(plan.decisions().get(identity))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> assertThat(wait.reason()).isEqualTo(WaitReason.WITH_ITS_PARENT));
    assertThat(plan.decisions().get(small.runtime))
        .isInstanceOfSatisfying(
            Decision.Delete.class, delete -> assertThat(delete.after()).isEmpty());
  }

  @Test
  void aStackThatHoldsANestedOneIsNeverDeletedRetaining() {
    SmallAccount small = new SmallAccount("int-0123abcd", "DELETE_FAILED");
    small.account.change(small.stack, FoundBySimulationTest::withAFailedChild);
    Plan plan =
        Planner.plan(
            small.account.inventory(),
            Memory.empty(),
            Account.destroy(small.stack, true),
            Account.NOW);
    assertThat(plan.decisions().values().stream().filter(Decision.Delete.class::isInstance))
        .noneMatch(one -> ((Decision.Delete) one).action() instanceof Action.RemoveRetaining);
  }

  private static Item withAFailedChild(Item stack) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    List<StackResource> rows = new ArrayList<>(detail.resources());
    rows.add(
        new StackResource(
            "Child",
            Optional.of(Account.stackId("int-0123abcd-child").id()),
            "AWS::CloudFormation::Stack",
            "DELETE_FAILED",
            ""));
    return stack.withDetail(
        new Detail.Stack(
            rows, detail.resourcesListed(), Flag.NO, Optional.empty(), Optional.empty()));
  }

  private static Memory withLogs(ItemId stack, ItemId logs) {
    ItemId runtime = new ItemId(ItemType.RUNTIME, "agent-1");
    Instant then = Account.LONG_AGO;
    Instant later = then.plus(Duration.ofHours(3));
    return Memory.of(
        List.of(
            new LedgerEvent.Owned(then, stack, "int-0123abcd", "the ownership tag"),
            new LedgerEvent.Seen(then, stack, "int-0123abcd", "CREATE_COMPLETE"),
            new LedgerEvent.Seen(then, runtime, "agent-1", "READY"),
            new LedgerEvent.Belonged(then, runtime, stack, "Agent"),
            new LedgerEvent.Seen(then, logs, "", ""),
            new LedgerEvent.Belonged(then, logs, stack, "Logs"),
            new LedgerEvent.Gone(later, runtime, "not found"),
            new LedgerEvent.Gone(later, stack, "not found")));
  }

  @Test
  void logsOfARuntimeThatWereMadeAfterItAreSomebodyElses() {
    ItemId stack = Account.stackId("int-0123abcd");
    ItemId logs = new ItemId(ItemType.LOG_GROUP, "/aws/bedrock-agentcore/runtimes/agent-1-DEFAULT");
    Memory memory = withLogs(stack, new ItemId(ItemType.LOG_GROUP, "/unrelated"));
    for (boolean later : List.of(false, true)) {
      Account account = new Account();
      Instant made = Account.LONG_AGO.plus(Duration.ofHours(later ? 1 : -1));
      account.put(Item.of(ItemType.LOG_GROUP, logs.id()).withCreatedAt(made));
      Plan plan = Planner.plan(account.inventory(), memory, POLICY, Account.NOW);
      assertThat(plan.deleteIds().contains(logs)).as("made later: %s", later).isEqualTo(!later);
    }
  }

  @Test
  void aNameThatIsRememberedProvesNothingForAThingMadeSince() {
    ItemId stack = Account.stackId("int-0123abcd");
    ItemId logs = new ItemId(ItemType.LOG_GROUP, "/shop");
    Memory memory = withLogs(stack, logs);
    for (boolean later : List.of(false, true)) {
      Account account = new Account();
      Instant made = Account.LONG_AGO.plus(Duration.ofHours(later ? 1 : -1));
      account.put(Item.of(ItemType.LOG_GROUP, logs.id()).withCreatedAt(made));
      Plan plan = Planner.plan(account.inventory(), memory, POLICY, Account.NOW);
      assertThat(plan.deleteIds().contains(logs)).as("made later: %s", later).isEqualTo(!later);
    }
  }

  @Test
  void aGroupWhoseRuleCouldNotBeRevokedIsNotAskedToGo() {
    SmallAccount small = twoGroups();
    Bench bench = new Bench(small.account);
    bench.cloud.faults(
        (call, id) -> call.equals("revoke") ? Optional.of(FailureKind.DENIED) : Optional.empty());
    bench.apply(POLICY);
    assertThat(bench.cloud.writes()).contains("revoke security-group:sg-2");
    assertThat(bench.cloud.writes()).doesNotContain("delete security-group:sg-1");
  }

  @Test
  void aRuleThatIsSaidToBeMissingIsLookedForBeforeItsGroupIsAskedToGo() {
    for (boolean really : List.of(false, true)) {
      SmallAccount small = twoGroups();
      Bench bench = new Bench(small.account);
      bench.cloud.faults(
          (call, id) ->
              call.equals("revoke") ? Optional.of(FailureKind.NOT_FOUND) : Optional.empty());
      bench.cloud.before(
          (call, id) -> {
            if (call.equals("revoke") && really) {
              small.account.change(id, FoundBySimulationTest::withoutRules);
            }
          });
      bench.apply(POLICY);
      List<String> writes = bench.cloud.writes();
      int named = writes.indexOf("delete security-group:sg-1");
      assertThat(named).isNotNegative();
      assertThat(named < writes.indexOf("delete security-group:sg-2"))
          .as("before the group with the rule, which is really gone: %s", really)
          .isEqualTo(really);
    }
  }

  private static Item withoutRules(Item group) {
    return new Item(
        group.id(),
        group.name(),
        group.createdAt(),
        group.tags(),
        group.status(),
        Set.of(new ItemId(ItemType.VPC, "vpc-1")),
        new Detail.SecurityGroup(Flag.NO, List.of()));
  }

  private static SmallAccount twoGroups() {
    SmallAccount small = SmallAccount.residue();
    small.account.remove(small.face);
    small.account.group("sg-2", Flag.NO, small.vpc, small.group.id());
    small.account.change(
        new ItemId(ItemType.SECURITY_GROUP, "sg-2"),
        item -> item.withTags(Account.ofStack(small.stack)));
    return small;
  }

  @Test
  void aKeepTagThatItsStackGotMeanwhileKeepsARuntime() {
    SmallAccount small = new SmallAccount();
    Bench bench = new Bench(small.account);
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("look") && id.equals(small.runtime)) {
            small.account.change(
                small.stack, item -> item.withTags(Tags.of(Map.of("owner", "ci", "keep", "mine"))));
          }
        });
    bench.apply(POLICY);
    assertThat(bench.cloud.writes()).isEmpty();
  }

  @Test
  void whatWasReadAMinuteAgoIsReadAgain() {
    SmallAccount small = new SmallAccount();
    Bench bench = new Bench(small.account);
    List<Instant> looks = new ArrayList<>();
    List<Instant> deletes = new ArrayList<>();
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("look") && id.equals(small.runtime)) {
            looks.add(bench.time.now());
            bench.time.advance(Duration.ofMinutes(looks.size() == 1 ? 1 : 0));
          }
          if (call.equals("delete") && id.equals(small.runtime)) {
            deletes.add(bench.time.now());
          }
        });
    bench.apply(POLICY);
    assertThat(deletes).isNotEmpty();
    assertThat(looks).hasSizeGreaterThan(1);
    assertThat(deletes.getFirst()).isAfterOrEqualTo(looks.get(1));
  }

  @Test
  void aLookThatTookTheRestOfTheTimeIsNotFollowedByACall() {
    SmallAccount small = new SmallAccount();
    Bench bench = new Bench(small.account);
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("look") && id.equals(small.runtime)) {
            bench.time.advance(Duration.ofHours(1));
          }
        });
    RunReport report = bench.apply(POLICY);
    assertThat(bench.cloud.writes()).isEmpty();
    assertThat(report.stopped()).isPresent();
  }
}
