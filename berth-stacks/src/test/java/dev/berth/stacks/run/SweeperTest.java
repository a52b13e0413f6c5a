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
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.Refusal;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.Bench;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SweeperTest {
  private static final SweepPolicy POLICY = Account.policy();

  private final SmallAccount small = new SmallAccount();
  private final Bench bench = new Bench(small.account);

  /** The service takes its interface away. */
  private void release() {
    small.account.remove(small.face);
  }

  private void assertOnlyTheirsIsLeft() {
    assertThat(small.account.items())
        .extracting(item -> item.id())
        .containsExactlyInAnyOrder(
            small.theirVpc,
            small.theirSubnet,
            small.theirGroup,
            small.theirRuntime,
            small.theirFace);
  }

  @Test
  void planningWritesNothingAnywhere() {
    RunReport report = bench.plan(POLICY);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(bench.cloud.writes()).isEmpty();
    assertThat(bench.ledger.read().events()).isEmpty();
    assertThat(bench.alerts.told).isEmpty();
  }

  @Test
  void aStackIsDestroyedInTwoRunsAroundTheLease() {
    RunReport first = bench.apply(POLICY, bench.plan(POLICY).plan().orElseThrow().hash());
    assertThat(first.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(bench.cloud.writes())
        .containsExactly(
            "delete runtime:agent-1",
            "delete nat-gateway:nat-1",
            "delete elastic-ip:eipalloc-1",
            "delete " + small.stack);
    assertThat(small.account.get(small.stack).status()).isEqualTo("DELETE_FAILED");
    assertThat(first.nextLook()).isPresent();

    bench.time.advance(Duration.ofHours(1));
    RunReport waiting = bench.apply(POLICY);
    assertThat(waiting.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(waiting.deleted()).isZero();

    release();
    bench.time.advance(Duration.ofHours(1));
    RunReport last = bench.apply(POLICY);
    assertThat(last.exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(last.nextLook()).isEmpty();
    assertOnlyTheirsIsLeft();
  }

  @Test
  void anotherHashThanTheShownOneDeletesNothing() {
    RunReport report = bench.apply(POLICY, "0123456789abcdef");
    assertThat(report.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(report.refusals())
        .extracting(Refusal::guard)
        .containsExactly(Refusal.Guard.PLAN_CHANGED);
    assertThat(bench.cloud.writes()).isEmpty();
  }

  @Test
  void aDetachedInterfaceGoesAfterItHasSettledAndNotBefore() {
    SmallAccount residue = SmallAccount.residue();
    Bench other = new Bench(residue.account);
    assertThat(other.apply(POLICY).deleted()).isPositive();
    residue.account.face(
        "eni-1", "available", "interface", Optional.empty(), residue.subnet, residue.group);
    other.time.advance(Duration.ofMinutes(4));
    other.apply(POLICY);
    assertThat(residue.account.inventory().find(residue.face)).isPresent();
    other.time.advance(Duration.ofMinutes(2));
    assertThat(other.apply(POLICY).exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(residue.account.inventory().find(residue.vpc)).isEmpty();
  }

  @Test
  @Tag("long")
  void everySingleFaultAtEveryCallEndsWithAReportAndInTheEndClean() {
    everySingleFault(1);
  }

  @Test
  void aSingleFaultAtManyCallsEndsWithAReportAndInTheEndClean() {
    everySingleFault(11);
  }

  private void everySingleFault(int stride) {
    release();
    int calls = healthyCalls();
    int first = 0;
    for (FailureKind kind : FailureKind.values()) {
      for (int at = first++ % stride; at < calls; at += stride) {
        SmallAccount fresh = new SmallAccount();
        fresh.account.remove(fresh.face);
        Bench faulty = new Bench(fresh.account);
        int which = at;
        int[] seen = {0};
        faulty.cloud.faults((call, id) -> fault(kind, seen[0]++ == which));
        RunReport report = faulty.apply(POLICY);
        assertThat(report.exitCode()).as("%s at call %d", kind, at).isNotEqualTo(ExitCode.BUG);
        assertThat(fresh.account.items()).extracting(item -> item.id()).contains(fresh.theirVpc);
        faulty.cloud.faults((call, id) -> Optional.empty());
        for (int run = 0; run < 3; run++) {
          faulty.time.advance(Duration.ofMinutes(10));
          report = faulty.apply(POLICY);
        }
        assertThat(report.exitCode()).as("%s at call %d", kind, at).isEqualTo(ExitCode.CLEAN);
        assertThat(fresh.account.items()).hasSize(5);
      }
    }
  }

  private int healthyCalls() {
    bench.apply(POLICY);
    return bench.cloud.calls().size();
  }

  private static Optional<FailureKind> fault(FailureKind kind, boolean now) {
    return now ? Optional.of(kind) : Optional.empty();
  }

  @Test
  void aCrashAtEveryCallResumesToTheSameWorld() {
    release();
    int calls = healthyCalls();
    for (int at = 0; at < calls; at++) {
      SmallAccount fresh = new SmallAccount();
      fresh.account.remove(fresh.face);
      Bench crashing = new Bench(fresh.account);
      int which = at;
      int[] seen = {0};
      crashing.cloud.before(
          (call, id) -> {
            if (seen[0]++ == which) {
              throw new IllegalStateException("crash");
            }
          });
      assertThat(crash(crashing)).isTrue();
      crashing.cloud.before((call, id) -> {});
      crashing.time.advance(Duration.ofMinutes(10));
      crashing.apply(POLICY);
      assertThat(fresh.account.items()).as("crash at %d", at).hasSize(5);
    }
  }

  private static boolean crash(Bench bench) {
    try {
      bench.apply(POLICY);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void aKeepTagThatAppearsBetweenPlanAndTouchIsSeen() {
    release();
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("look") && id.equals(small.nat)) {
            small.account.change(small.nat, nat -> nat.withTags(Tags.of(Map.of("keep", "x"))));
          }
        });
    RunReport report = bench.apply(POLICY);
    assertThat(bench.cloud.writes()).doesNotContain("delete nat-gateway:nat-1");
    assertThat(small.account.inventory().find(small.nat)).isPresent();
    assertThat(report.steps())
        .anyMatch(step -> step.id().equals(small.nat) && step.outcome() == Step.Outcome.CHANGED);
  }

  @Test
  void aNamesakeMadeBetweenPlanAndTouchIsNotTouched() {
    SmallAccount residue = SmallAccount.residue();
    ItemId bucket = residue.account.plain(ItemType.BUCKET, "artifacts");
    residue.account.change(bucket, item -> item.withTags(Account.ofStack(residue.stack)));
    Bench other = new Bench(residue.account);
    other.cloud.before(
        (call, id) -> {
          if (call.equals("look") && id.equals(bucket)) {
            residue.account.change(bucket, item -> item.withCreatedAt(Account.NOW));
          }
        });
    other.apply(POLICY);
    assertThat(other.cloud.writes()).doesNotContain("delete " + bucket);
  }

  @Test
  void afterTheLockIsLostNothingIsCalled() {
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("delete")) {
            bench.ledger.steal();
          }
        });
    RunReport report = bench.apply(POLICY);
    assertThat(bench.cloud.writes()).hasSize(1);
    assertThat(report.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(report.refusals()).extracting(Refusal::guard).contains(Refusal.Guard.FENCED_OFF);
  }

  @Test
  void aSecondSweeperIsRefused() {
    bench.ledger.steal();
    RunReport report = bench.apply(POLICY);
    assertThat(report.refusals()).extracting(Refusal::guard).contains(Refusal.Guard.LOCKED);
    assertThat(report.before()).isPresent();
    assertThat(bench.cloud.writes()).isEmpty();
  }

  @Test
  void throttlingSlowsDownAndSkipsNothing() {
    release();
    Set<String> throttled = new HashSet<>();
    int[] times = {0};
    bench.cloud.faults(
        (call, id) ->
            fault(
                FailureKind.THROTTLED,
                call.equals("delete") && (throttled.add(call + id) || times[0]++ < 10)));
    RunReport report = bench.apply(POLICY);
    assertThat(report.exitCode()).isEqualTo(ExitCode.CLEAN);
    assertOnlyTheirsIsLeft();
  }

  @Test
  void aCloudThatThrottlesForEverEndsWithinTheBudget() {
    bench.cloud.faults((call, id) -> fault(FailureKind.THROTTLED, !call.equals("list")));
    RunReport report = bench.apply(POLICY);
    Duration took = Duration.between(report.startedAt(), report.endedAt());
    assertThat(took).isLessThanOrEqualTo(POLICY.limits().budget());
    assertThat(report.exitCode()).isNotEqualTo(ExitCode.CLEAN);
  }

  @Test
  void anInterruptedRunReports() {
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("delete")) {
            Thread.currentThread().interrupt();
          }
        });
    RunReport report = bench.apply(POLICY);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.stopped()).contains("interrupted");
    assertThat(bench.cloud.writes()).hasSize(1);
  }

  @Test
  void theAlarmIsGivenOnceAndNeverBefore() {
    bench.apply(POLICY);
    for (int hour = 1; hour < 12; hour++) {
      bench.time.advance(Duration.ofMinutes(59));
      assertThat(bench.watch(POLICY).exitCode()).isEqualTo(ExitCode.PENDING);
      assertThat(bench.alerts.told).isEmpty();
    }
    bench.time.advance(Duration.ofHours(2));
    assertThat(bench.watch(POLICY).exitCode()).isEqualTo(ExitCode.STUCK);
    bench.watch(POLICY);
    assertThat(bench.alerts.told).containsExactly("open", "update");
    release();
    bench.apply(POLICY);
    bench.watch(POLICY);
    assertThat(bench.alerts.told).containsExactly("open", "update", "resolve");
  }

  @Test
  void anApprovedPlanIsResumedByItsHashAndNothingElseIs() {
    release();
    String hash = bench.plan(POLICY).plan().orElseThrow().hash();
    bench.cloud.before(
        (call, id) -> {
          if (call.equals("delete") && id.equals(small.address)) {
            throw new IllegalStateException("crash");
          }
        });
    try {
      bench.apply(POLICY, hash);
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("crash");
    }
    bench.cloud.before((call, id) -> {});
    RunReport report = bench.apply(POLICY, hash);
    assertThat(report.exitCode()).isEqualTo(ExitCode.CLEAN);
    assertOnlyTheirsIsLeft();
    assertThat(bench.ledger.read().events())
        .filteredOn(event -> event instanceof LedgerEvent.Approved)
        .hasSize(1);
  }

  @Test
  void circlesOfRulesAreRevokedInsideAndResolved() {
    SmallAccount residue = SmallAccount.residue();
    residue.account.remove(residue.face);
    residue.account.group("sg-1", Flag.NO, residue.vpc, "sg-2");
    residue.account.group("sg-2", Flag.NO, residue.vpc, "sg-1");
    for (ItemId group : List.of(residue.group, new ItemId(ItemType.SECURITY_GROUP, "sg-2"))) {
      residue.account.change(group, item -> item.withTags(Account.ofStack(residue.stack)));
    }
    residue.account.group("sg-default", Flag.YES, residue.vpc, "sg-1");
    Bench other = new Bench(residue.account);
    assertThat(other.apply(POLICY).exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(residue.account.items()).hasSize(5);
    assertThat(other.cloud.writes())
        .contains("revoke security-group:sg-2", "revoke security-group:sg-default")
        .doesNotContain("revoke security-group:sg-theirs");
  }

  @Test
  void whatAListingMissesIsNotGone() {
    SmallAccount app = new SmallAccount("app-shop", "CREATE_COMPLETE");
    app.account.remove(app.face);
    Bench other = new Bench(app.account);
    other.cloud.hide(app.stack::equals);
    assertThat(other.plan(POLICY).plan().orElseThrow().deletes()).isNotEmpty();
    RunReport report = other.apply(POLICY);
    assertThat(other.cloud.writes()).isEmpty();
    assertThat(report.steps()).allMatch(step -> step.outcome() == Step.Outcome.CHANGED);
  }

  @Test
  void aValidationErrorIsNeverTakenForGone() {
    release();
    bench.cloud.faults(
        (call, id) -> fault(FailureKind.INVALID, call.equals("look") && id.equals(small.stack)));
    assertThat(bench.apply(POLICY).exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(small.account.inventory().find(small.stack)).isPresent();
    bench.cloud.faults(
        (call, id) -> fault(FailureKind.INVALID, call.equals("delete") && id.equals(small.stack)));
    RunReport report = bench.apply(POLICY);
    assertThat(report.exitCode()).isEqualTo(ExitCode.STUCK);
    assertThat(report.steps())
        .noneMatch(step -> step.id().equals(small.stack) && step.outcome() == Step.Outcome.GONE);
  }

  @Test
  void aLostLedgerOnlyLengthensTheWait() {
    SmallAccount residue = SmallAccount.residue();
    residue.account.face(
        "eni-1", "available", "agentic_ai", Optional.empty(), residue.subnet, residue.group);
    Bench remembering = new Bench(residue.account);
    remembering.watch(POLICY);
    remembering.time.advance(Duration.ofMinutes(6));
    assertThat(remembering.plan(POLICY).plan().orElseThrow().deleteIds()).contains(residue.face);
    Bench forgetful = new Bench(residue.account);
    forgetful.time.advance(Duration.ofMinutes(6));
    assertThat(forgetful.plan(POLICY).plan().orElseThrow().deleteIds())
        .doesNotContain(residue.face);
  }

  @Test
  void sessionsAreStoppedFirstAndNotWaitedFor() {
    release();
    ItemId session = new ItemId(ItemType.RUNTIME_SESSION, "agent-1/session/s-1");
    small.account.put(
        Item.of(ItemType.RUNTIME_SESSION, session.id())
            .withUses(Set.of(small.runtime))
            .withDetail(new Detail.Session(small.runtime, "s-1")));
    bench.cloud.faults(
        (call, id) -> fault(FailureKind.INVALID, call.equals("look") && id.equals(session)));
    assertThat(bench.apply(POLICY).exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(bench.cloud.writes().getFirst()).isEqualTo("delete " + session);
  }

  @Test
  void retainingFreesTheNameAndTheRestIsSweptWhenTheInterfaceIsGone() {
    SweepPolicy destroy = Account.destroy(small.stack, true);
    bench.apply(destroy);
    assertThat(small.account.get(small.stack).status()).isEqualTo("DELETE_FAILED");
    small.account.change(small.stack, SweeperTest::withFailedRows);
    bench.time.advance(Duration.ofMinutes(5));
    RunReport retained = bench.apply(destroy);
    assertThat(small.account.inventory().find(small.stack)).isEmpty();
    assertThat(bench.cloud.writes()).contains("tag " + small.vpc, "retain " + small.stack);
    assertThat(retained.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(small.account.get(small.vpc).tags().value("cleanup:run")).isPresent();

    release();
    bench.time.advance(Duration.ofDays(1));
    assertThat(bench.apply(POLICY).exitCode()).isEqualTo(ExitCode.CLEAN);
    assertOnlyTheirsIsLeft();
  }

  /** As CloudFormation lists a stack after a deletion that failed. */
  private static Item withFailedRows(Item stack) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    return stack.withDetail(
        new Detail.Stack(
            detail.resources().stream()
                .map(
                    row ->
                        new StackResource(
                            row.logicalId(), row.physicalId(), row.type(), "DELETE_FAILED", ""))
                .toList(),
            detail.resourcesListed(),
            detail.terminationProtection(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void severalAtATimeComeToTheSame() {
    release();
    Limits four = new Limits(100, 100, 4, Duration.ofMinutes(20), Duration.ofMinutes(5));
    assertThat(bench.apply(POLICY.withLimits(four)).exitCode()).isEqualTo(ExitCode.CLEAN);
    assertOnlyTheirsIsLeft();
  }
}
