package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static Plan plan(SmallAccount small) {
    return plan(small, Memory.empty(), Account.policy());
  }

  private static Plan plan(SmallAccount small, Memory memory, SweepPolicy policy) {
    return Planner.plan(small.account.inventory(), memory, policy, NOW);
  }

  private static Decision of(Plan plan, ItemId id) {
    return Draft.of(plan.decisions(), id);
  }

  private static void assertKept(Plan plan, ItemId id, KeepReason reason) {
    assertThat(of(plan, id))
        .isInstanceOfSatisfying(
            Decision.Keep.class, keep -> assertThat(keep.reason()).isEqualTo(reason));
  }

  private static void assertUnknown(Plan plan, ItemId id, UnknownReason reason) {
    assertThat(of(plan, id))
        .isInstanceOfSatisfying(
            Decision.Unknown.class, unknown -> assertThat(unknown.reason()).isEqualTo(reason));
  }

  private static void assertWaits(Plan plan, ItemId id, WaitReason reason) {
    assertThat(of(plan, id))
        .isInstanceOfSatisfying(
            Decision.Wait.class, wait -> assertThat(wait.reason()).isEqualTo(reason));
  }

  @Test
  void aThrowAwayStackGoesAfterItsRuntimeAndWhatIsBilled() {
    SmallAccount small = new SmallAccount();
    Plan plan = plan(small);

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.deletes().stream().map(delete -> delete.item().id()))
        .containsExactly(small.runtime, small.nat, small.address, small.stack);
    Decision.Delete stack = (Decision.Delete) of(plan, small.stack);
    assertThat(stack.after()).containsExactlyInAnyOrder(small.runtime, small.nat, small.address);
    assertWaits(plan, small.subnet, WaitReason.WITH_ITS_STACK);
    assertWaits(plan, small.face, WaitReason.LEASED);
    assertWaits(plan, small.defaultGroup, WaitReason.WITH_ITS_PARENT);
    assertKept(plan, small.theirRuntime, KeepReason.NOT_OURS);
    assertKept(plan, small.theirFace, KeepReason.NOT_OURS);
    assertThat(plan.exitCode()).isEqualTo(ExitCode.PENDING);
  }

  @Test
  void theOwnershipTagMustBeExact() {
    SmallAccount small = new SmallAccount();
    for (Map<String, String> tags :
        List.of(
            Map.of("Owner", Account.OWNER),
            Map.of(Account.OWNER_KEY, "Berth-CI"),
            Map.of(" owner", Account.OWNER),
            Map.<String, String>of())) {
      small.account.change(small.stack, stack -> stack.withTags(Tags.of(tags)));
      assertThat(plan(small).deletes()).as("%s", tags).isEmpty();
      assertKept(plan(small), small.stack, KeepReason.PROOF_MISSING);
    }
  }

  @Test
  void aKeepTagProtectsInAnyCase() {
    for (String key : List.of("keep", "Keep", "KEEP ", "Cleanup:Keep", "DO-NOT-DELETE")) {
      SmallAccount small = new SmallAccount();
      small.account.change(
          small.subnet, item -> item.withTags(with(Account.ofStack(small.stack), key, "true")));
      Plan plan = plan(small);
      assertThat(plan.deletes()).as(key).isEmpty();
      assertKept(plan, small.subnet, KeepReason.KEEP_TAG);
      assertKept(plan, small.stack, KeepReason.USED_BY_KEPT);
      assertKept(plan, small.nat, KeepReason.STACK_STAYS);
    }
  }

  private static Tags with(Tags tags, String key, String value) {
    Map<String, String> all = new HashMap<>(((Tags.Known) tags).values());
    all.put(key, value);
    return Tags.of(all);
  }

  @Test
  void ageIsCountedFromCreationToTheNanosecond() {
    SmallAccount small = new SmallAccount();
    Instant due = NOW.minus(Duration.ofHours(2));
    small.account.change(small.stack, stack -> stack.withCreatedAt(due.plusNanos(1)));
    assertKept(plan(small), small.stack, KeepReason.TOO_YOUNG);
    small.account.change(small.stack, stack -> stack.withCreatedAt(NOW.plusSeconds(3600)));
    assertKept(plan(small), small.stack, KeepReason.TOO_YOUNG);
    for (Instant old : List.of(due, due.minusNanos(1))) {
      small.account.change(small.stack, stack -> stack.withCreatedAt(old));
      assertThat(plan(small).deleteIds()).contains(small.stack);
    }
  }

  @Test
  void whatCouldNotBeReadIsUnknown() {
    SmallAccount small = new SmallAccount();
    small.account.change(
        small.stack,
        stack ->
            new Item(
                stack.id(),
                stack.name(),
                Optional.empty(),
                stack.tags(),
                stack.status(),
                stack.uses(),
                stack.detail()));
    assertUnknown(plan(small), small.stack, UnknownReason.DATE_MISSING);

    SmallAccount tags = new SmallAccount();
    tags.account.change(tags.nat, item -> item.withTags(new Tags.Unreadable("denied")));
    assertUnknown(plan(tags), tags.stack, UnknownReason.USED_BY_UNKNOWN);
    assertThat(plan(tags).deletes()).isEmpty();

    SmallAccount page = new SmallAccount();
    page.account.listed(ItemType.NETWORK_INTERFACE, new Completeness.Partial("page 2 failed"));
    assertThat(plan(page).deleteIds()).doesNotContain(page.stack);
    assertUnknown(plan(page), page.stack, UnknownReason.LISTING_INCOMPLETE);
    assertThat(plan(page).exitCode()).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void aStatusThatIsNotKnownKeeps() {
    SmallAccount small = new SmallAccount("int-0123abcd", "HIBERNATE_COMPLETE");
    assertUnknown(plan(small), small.stack, UnknownReason.STATUS_UNKNOWN);
    assertThat(plan(new SmallAccount("int-0123abcd", "UPDATE_IN_PROGRESS")).deletes()).isEmpty();
    assertThat(plan(new SmallAccount("int-0123abcd", "REVIEW_IN_PROGRESS")).deletes()).isEmpty();
  }

  @Test
  void terminationProtectionAndNestedStacksStay() {
    SmallAccount small = new SmallAccount();
    Detail.Stack detail = (Detail.Stack) small.account.get(small.stack).detail();
    for (Flag flag : List.of(Flag.YES, Flag.UNKNOWN)) {
      small.account.change(
          small.stack,
          stack ->
              stack.withDetail(
                  new Detail.Stack(
                      detail.resources(),
                      detail.resourcesListed(),
                      flag,
                      Optional.empty(),
                      Optional.empty())));
      assertThat(plan(small).deletes()).isEmpty();
    }
    small.account.change(
        small.stack,
        stack ->
            stack.withDetail(
                new Detail.Stack(
                    detail.resources(),
                    detail.resourcesListed(),
                    Flag.NO,
                    Optional.of("arn:parent"),
                    Optional.of("arn:root"))));
    assertKept(plan(small), small.stack, KeepReason.NESTED_STACK);
    assertThat(plan(small).deletes()).isEmpty();
  }

  @Test
  void aLongLivedStackIsDeletedAgainOnlyWhenItsDeletionHasFailed() {
    SmallAccount standing = new SmallAccount("app-shop", "CREATE_COMPLETE");
    assertKept(plan(standing), standing.stack, KeepReason.LONG_LIVED);
    assertThat(plan(standing).deletes()).isEmpty();

    SmallAccount failed = new SmallAccount("app-shop", "DELETE_FAILED");
    failed.account.remove(failed.face);
    assertThat(plan(failed).deleteIds()).contains(failed.stack, failed.runtime, failed.nat);
  }

  @Test
  void aFailedStackWaitsForWhatLingers() {
    SmallAccount small = new SmallAccount("int-0123abcd", "DELETE_FAILED");
    small.account.remove(small.runtime);
    Plan plan = plan(small);
    assertThat(of(plan, small.stack))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo(WaitReason.BLOCKED);
              assertThat(wait.blockers()).containsExactly(small.face);
              assertThat(wait.estimate()).isPresent();
            });
    assertThat(plan.deleteIds()).containsExactly(small.nat, small.address);
  }

  @Test
  void retainingTakesLogicalIdsOfFailedResourcesOnly() {
    SmallAccount small = new SmallAccount("int-0123abcd", "DELETE_FAILED");
    small.account.remove(small.runtime);
    Detail.Stack detail = (Detail.Stack) small.account.get(small.stack).detail();
    small.account.change(
        small.stack,
        stack ->
            stack.withDetail(
                new Detail.Stack(
                    List.of(
                        Account.row(small.vpc, "DELETE_FAILED"),
                        Account.row(small.subnet, "DELETE_FAILED"),
                        Account.row(small.gateway, "DELETE_COMPLETE")),
                    detail.resourcesListed(),
                    Flag.NO,
                    Optional.empty(),
                    Optional.empty())));
    Plan plan = plan(small, Memory.empty(), Account.destroy(small.stack, true));
    Decision.Delete delete = (Decision.Delete) of(plan, small.stack);
    assertThat(delete.action())
        .isInstanceOfSatisfying(
            Action.RemoveRetaining.class,
            retaining -> {
              assertThat(retaining.logicalIds()).containsExactlyInAnyOrder("vpc1", "subnet1");
              assertThat(retaining.tagged()).containsExactlyInAnyOrder(small.vpc, small.subnet);
              assertThat(retaining.tags())
                  .containsEntry("cleanup:related-enis", "eni-1")
                  .containsKey("cleanup:not-before");
              assertThat(retaining.tags().values()).allMatch(value -> value.length() <= 256);
            });
  }

  @Test
  void residueGoesInDependencyOrderWhenNothingHoldsIt() {
    SmallAccount small = SmallAccount.residue();
    small.account.remove(small.face);
    Plan plan = plan(small);
    assertThat(plan.deleteIds())
        .containsExactlyInAnyOrder(
            small.vpc, small.subnet, small.table, small.group, small.gateway);
    Decision.Delete vpc = (Decision.Delete) of(plan, small.vpc);
    assertThat(vpc.after()).contains(small.subnet, small.table, small.group, small.gateway);
    assertThat(((Decision.Delete) of(plan, small.table)).after()).containsExactly(small.subnet);
    assertWaits(plan, small.defaultGroup, WaitReason.WITH_ITS_PARENT);
    assertWaits(plan, small.mainTable, WaitReason.WITH_ITS_PARENT);
  }

  @Test
  void residueWithoutTheOwnershipTagNeedsTheLedger() {
    SmallAccount small = SmallAccount.residue();
    small.account.remove(small.face);
    for (Item item : small.account.items()) {
      if (item.tags().value(Ownership.RESERVED_TAG).isPresent()) {
        small.account.put(item.withTags(Tags.of(Map.of(Ownership.RESERVED_TAG, small.stack.id()))));
      }
    }
    assertThat(plan(small).deletes()).isEmpty();
    Memory memory =
        Memory.of(
            List.of(new LedgerEvent.Owned(Account.LONG_AGO, small.stack, "int-0123abcd", "tag")));
    assertThat(plan(small, memory, Account.policy()).deleteIds()).contains(small.vpc);
  }

  @Test
  void aTagAloneIsNoProof() {
    SmallAccount small = SmallAccount.residue();
    for (Item item : small.account.items()) {
      small.account.put(
          item.withTags(
              Tags.of(
                  Map.of(
                      Account.OWNER_KEY,
                      Account.OWNER,
                      "cleanup:original-stack",
                      small.stack.id(),
                      "AWS:cloudformation:stack-id",
                      small.stack.id()))));
    }
    assertThat(plan(small).deletes()).isEmpty();
  }

  @Test
  void somebodyElsesRuntimeInOurSubnetKeepsAll() {
    SmallAccount small = new SmallAccount();
    small.account.runtime("guest", small.subnet, small.group);
    Plan plan = plan(small);
    assertThat(plan.deletes()).isEmpty();
    assertKept(plan, small.stack, KeepReason.USED_BY_KEPT);
    assertKept(plan, small.face, KeepReason.STACK_STAYS);
  }

  @Test
  void anAgentThatCouldNotBeReadMayUseAnything() {
    SmallAccount small = new SmallAccount();
    small.account.change(
        small.theirRuntime,
        item ->
            item.withUses(Set.of())
                .withDetail(new Detail.Agent(new AgentNetwork.Unknown("denied"))));
    assertUnknown(plan(small), small.stack, UnknownReason.OWNERS_UNREAD);
    assertThat(plan(small).deletes()).isEmpty();
  }

  @Test
  void rulesBetweenOurGroupsAreRevokedAndNobodyElses() {
    SmallAccount small = SmallAccount.residue();
    small.account.remove(small.face);
    ItemId second = small.account.group("sg-2", Flag.NO, small.vpc, "sg-1");
    small.account.change(second, item -> item.withTags(Account.ofStack(small.stack)));
    small.account.group("sg-1", Flag.NO, small.vpc, "sg-2");
    small.account.change(small.group, item -> item.withTags(Account.ofStack(small.stack)));
    Plan plan = plan(small);
    assertThat(((Decision.Delete) of(plan, small.group)).action())
        .isInstanceOfSatisfying(
            Action.RevokeAndRemove.class,
            action ->
                assertThat(action.revocations())
                    .extracting(revocation -> revocation.group())
                    .containsExactly(second));

    small.account.group("sg-stranger", Flag.NO, small.theirVpc, "sg-1");
    Plan named = plan(small);
    assertKept(named, small.group, KeepReason.USED_BY_KEPT);
    assertThat(named.deleteIds()).doesNotContain(small.group, small.vpc);
  }

  @Test
  void theWrongAccountAndTheCapsRefuse() {
    SmallAccount small = new SmallAccount();
    SweepPolicy policy = Account.policy();
    SweepPolicy elsewhere =
        new SweepPolicy(
            new Scope("999999999999", "us-east-1"),
            policy.selection(),
            policy.stacks(),
            policy.protection(),
            policy.families(),
            policy.limits());
    assertThat(plan(small, Memory.empty(), elsewhere).refusals())
        .extracting(Refusal::guard)
        .containsExactly(Refusal.Guard.ACCOUNT, Refusal.Guard.REGION);
    assertThat(plan(small, Memory.empty(), elsewhere).exitCode()).isEqualTo(ExitCode.REFUSED);

    Limits three = new Limits(3, 100, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    assertThat(plan(small, Memory.empty(), policy.withLimits(three)).refusals())
        .extracting(Refusal::guard)
        .containsExactly(Refusal.Guard.CAP_NUMBER);
    Limits four = new Limits(4, 100, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    assertThat(plan(small, Memory.empty(), policy.withLimits(four)).refusals()).isEmpty();
  }

  @Test
  void destroyingOneStackLeavesTheOthers() {
    SmallAccount small = new SmallAccount("app-shop", "CREATE_COMPLETE");
    ItemId other = small.account.stack("int-89abcdef", "CREATE_COMPLETE");
    Plan plan = plan(small, Memory.empty(), Account.destroy(small.stack, false));
    assertThat(plan.deleteIds())
        .containsExactlyInAnyOrder(small.stack, small.runtime, small.nat, small.address);
    assertKept(plan, other, KeepReason.NOT_OURS);
  }

  @Test
  void aPlanHashIsOfWhatWouldBeDone() {
    SmallAccount small = new SmallAccount();
    String hash = plan(small).hash();
    assertThat(
            Planner.plan(
                    small.account.inventory(NOW.plusSeconds(60)),
                    Memory.empty(),
                    Account.policy(),
                    NOW.plusSeconds(60))
                .hash())
        .isEqualTo(hash);
    small.account.change(small.nat, nat -> nat.withCreatedAt(NOW));
    assertThat(plan(small).hash()).isNotEqualTo(hash);
  }

  @Test
  void logsOfAGoneRuntimeOfOursGoAndOthersStay() {
    SmallAccount small = SmallAccount.residue();
    ItemId logs = small.account.plain(ItemType.LOG_GROUP, AgentLogs.PREFIX + "agent-1-DEFAULT");
    ItemId theirs = small.account.plain(ItemType.LOG_GROUP, AgentLogs.PREFIX + "theirs-DEFAULT");
    Memory memory =
        Memory.of(
            List.of(
                new LedgerEvent.Owned(Account.LONG_AGO, small.stack, "int-0123abcd", "tag"),
                new LedgerEvent.Seen(Account.LONG_AGO, small.runtime, "agent-1", "READY"),
                new LedgerEvent.Belonged(Account.LONG_AGO, small.runtime, small.stack, "Agent"),
                new LedgerEvent.Gone(NOW, small.runtime, "not found"),
                new LedgerEvent.Gone(NOW, small.stack, "not found")));
    Plan plan = plan(small, memory, Account.policy());
    assertThat(plan.deleteIds()).contains(logs).doesNotContain(theirs);
  }
}
