package dev.berth.stacks.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.Bench;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What went wrong in other people's cleaners, one test each: it must not happen here. */
final class IncidentsTest {
  private static final SweepPolicy POLICY = Account.policy();

  private final SmallAccount small = new SmallAccount();

  private Plan plan(SweepPolicy policy) {
    return Planner.plan(small.account.inventory(), Memory.empty(), policy, Account.NOW);
  }

  private static Item withRows(Item stack, Completeness listed, String status) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    List<StackResource> rows =
        detail.resources().stream()
            .map(
                row -> new StackResource(row.logicalId(), row.physicalId(), row.type(), status, ""))
            .toList();
    return stack.withDetail(
        new Detail.Stack(rows, listed, Flag.NO, Optional.empty(), Optional.empty()));
  }

  /** A cleaner read the first hundred resources of a stack and took them for all. */
  @Test
  void aSecondPageOfStackResourcesThatDidNotComeKeepsTheStack() {
    small.account.change(
        small.stack,
        stack ->
            withRows(stack, new Completeness.Partial("the second page failed"), "CREATE_COMPLETE"));
    Plan plan = plan(POLICY);
    assertThat(plan.deletes()).isEmpty();
    assertThat(plan.decisions().get(small.stack)).isInstanceOf(Decision.Unknown.class);
  }

  /** A cleaner warned that it could not list something, and ended with 0. */
  @Test
  void whatCouldNotBeListedIsNoWarningButAnExitCode() {
    SmallAccount residue = SmallAccount.residue();
    residue.account.listed(ItemType.SUBNET, new Completeness.Failed("AccessDenied"));
    Plan plan = Planner.plan(residue.account.inventory(), Memory.empty(), POLICY, Account.NOW);
    assertThat(plan.exitCode().number()).isEqualTo(30);
    assertThat(plan.deletes()).noneMatch(delete -> delete.item().type() == ItemType.VPC);
  }

  /** A cleaner's grace was 0 unless somebody thought of it. */
  @Test
  void thereIsNoGraceOfZero() {
    StackRules rules = POLICY.stacks();
    assertThatThrownBy(
            () -> new StackRules("owner", "ci", rules.throwAway(), List.of(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(1, 1, 1, Duration.ofMinutes(1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Limits.standard().settle()).isPositive();
  }

  /** A cleaner folded the case of tags: another team's {@code Owner} was taken for ours. */
  @Test
  void aTagWithOddCaseProvesNothingAndStillProtects() {
    small.account.change(
        small.stack, stack -> stack.withTags(Tags.of(Map.of("Owner", Account.OWNER))));
    assertThat(plan(POLICY).deletes()).isEmpty();
    SmallAccount kept = new SmallAccount();
    kept.account.change(
        kept.stack,
        stack ->
            stack.withTags(Tags.of(Map.of(Account.OWNER_KEY, Account.OWNER, " KeeP", "true"))));
    assertThat(
            Planner.plan(kept.account.inventory(), Memory.empty(), POLICY, Account.NOW).deletes())
        .isEmpty();
  }

  /** A cleaner deleted a role that a stack used and somebody else had made. */
  @Test
  void whatAStackOnlyNamesAndThisVersionDoesNotKnowIsNeverAskedToGo() {
    ItemId role = new ItemId(ItemType.OTHER, "arn:aws:iam::111122223333:role/shared");
    small.account.put(Item.of(ItemType.OTHER, role.id()).withTags(Account.ofStack(small.stack)));
    assertThat(plan(POLICY).deleteIds()).doesNotContain(role);
    assertThat(ItemType.OTHER.area()).isEqualTo(Area.NONE);
  }

  /** A recipe in circulation passes physical ids to be retained. */
  @Test
  void logicalIdsAreRetainedAndOnlyThoseThatFailed() {
    small.account.remove(small.runtime);
    small.account.change(small.stack, stack -> stack.withStatus("DELETE_FAILED"));
    small.account.change(
        small.stack, stack -> withRows(stack, new Completeness.Complete(), "DELETE_FAILED"));
    Plan plan = plan(Account.destroy(small.stack, true));
    Decision.Delete delete = (Decision.Delete) Draft.of(plan.decisions(), small.stack);
    Action.RemoveRetaining retaining = (Action.RemoveRetaining) delete.action();
    assertThat(retaining.logicalIds()).contains("vpc1", "subnet1").doesNotContain("vpc-1");
  }

  /** A cleaner took a listing that failed for an empty one. */
  @Test
  void aListingThatFailedIsNotAnEmptyOne() {
    Listing broken =
        Listing.broken(
            List.of(), new CloudFailure(FailureKind.DENIED, "DescribeNetworkInterfaces", ""));
    assertThat(broken.completeness().complete()).isFalse();
    SmallAccount residue = SmallAccount.residue();
    residue.account.remove(residue.face);
    residue.account.listed(ItemType.NETWORK_INTERFACE, broken.completeness());
    Plan plan = Planner.plan(residue.account.inventory(), Memory.empty(), POLICY, Account.NOW);
    assertThat(plan.deleteIds()).doesNotContain(residue.vpc, residue.subnet, residue.group);
  }

  /** The tagging API does not see every type: no tags from it meant no owner, or no keep tag. */
  @Test
  void tagsThatWereNotReadAreNotAbsent() {
    SmallAccount residue = SmallAccount.residue();
    residue.account.remove(residue.face);
    residue.account.change(
        residue.gateway, item -> item.withTags(new Tags.Unreadable("not seen by that API")));
    Plan plan = Planner.plan(residue.account.inventory(), Memory.empty(), POLICY, Account.NOW);
    assertThat(plan.deleteIds()).doesNotContain(residue.gateway, residue.vpc);
  }

  /** A waiter answered a validation error, which was taken for success. */
  @Test
  void aValidationErrorIsNotTheEndOfAStack() {
    small.account.remove(small.face);
    Bench bench = new Bench(small.account);
    bench.cloud.faults(
        (call, id) ->
            id.equals(small.stack) && call.equals("look")
                ? Optional.of(FailureKind.INVALID)
                : Optional.empty());
    assertThat(bench.apply(POLICY).exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(small.account.inventory().find(small.stack)).isPresent();
    assertThat(Set.copyOf(bench.cloud.writes())).noneMatch(call -> call.contains("stack:"));
  }
}
