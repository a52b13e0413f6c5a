package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each guard by itself. */
final class GuardsTest {
  private static final Protections PROTECTIONS =
      new Protections(
          new Protection(
              Set.of("keep"),
              Set.of("keep-until"),
              Set.of("vpc-kept"),
              List.of(Pattern.compile("prod"))),
          NOW);

  private static Optional<KeepReason> kept(Item item) {
    return PROTECTIONS
        .of(item)
        .map(
            decision -> {
              assertThat(decision.item()).isEqualTo(item);
              return ((Decision.Keep) decision).reason();
            });
  }

  private static Item tagged(String key, String value) {
    return Item.of(ItemType.VPC, "vpc-1").withTags(Tags.of(Map.of(key, value)));
  }

  @Test
  void theAllowlistKeepsByIdAndByName() {
    assertThat(kept(Item.of(ItemType.VPC, "vpc-kept"))).contains(KeepReason.ALLOWLISTED);
    assertThat(kept(Item.of(ItemType.VPC, "vpc-1").withName("my-prod-net")))
        .contains(KeepReason.ALLOWLISTED);
    assertThat(kept(Item.of(ItemType.VPC, "vpc-1").withName("test"))).isEmpty();
  }

  @Test
  void aKeepTagKeepsUnlessItSaysNo() {
    for (String value : List.of("", "yes", "true", "0", "maybe")) {
      assertThat(kept(tagged("keep", value))).as(value).contains(KeepReason.KEEP_TAG);
    }
    for (String value : List.of("false", "FALSE", " no ")) {
      assertThat(kept(tagged("keep", value))).as(value).isEmpty();
    }
  }

  @Test
  void keepUntilIsAnInstantWithItsOffsetOrTheEndOfADayAnywhereOnEarth() {
    assertThat(kept(tagged("keep-until", "2026-11-20T12:00:00.000000001Z")))
        .contains(KeepReason.KEEP_UNTIL);
    assertThat(kept(tagged("keep-until", "2026-11-20T12:00:00Z"))).isEmpty();
    assertThat(kept(tagged("keep-until", "2026-11-20T14:00:01+02:00")))
        .contains(KeepReason.KEEP_UNTIL);
    assertThat(kept(tagged("keep-until", "2026-11-20T13:59:59+02:00"))).isEmpty();
    assertThat(kept(tagged("keep-until", "2026-11-19"))).contains(KeepReason.KEEP_UNTIL);
    assertThat(kept(tagged("keep-until", "2026-11-18"))).isEmpty();
    for (String unreadable : List.of("", "soon", "2026-11-18T12:00:00", "2026-02-30", "0")) {
      assertThat(kept(tagged("keep-until", unreadable)))
          .as(unreadable)
          .contains(KeepReason.KEEP_UNTIL);
    }
  }

  @Test
  void defaultsStayAndWhatCouldNotBeReadIsUnknown() {
    Item vpc = Item.of(ItemType.VPC, "vpc-1");
    assertThat(kept(vpc.withDetail(new Detail.NetworkPart(Flag.YES))))
        .contains(KeepReason.DEFAULT_NETWORK);
    assertThat(kept(vpc.withDetail(new Detail.NetworkPart(Flag.NO)))).isEmpty();
    assertThat(PROTECTIONS.of(vpc.withDetail(new Detail.NetworkPart(Flag.UNKNOWN))))
        .containsInstanceOf(Decision.Unknown.class);
    assertThat(kept(vpc.withDetail(new Detail.SecurityGroup(Flag.YES, List.of()))))
        .contains(KeepReason.DEFAULT_NETWORK);
    assertThat(PROTECTIONS.of(vpc.withTags(new Tags.Unreadable("denied"))))
        .containsInstanceOf(Decision.Unknown.class);
  }

  private static StackRules rules(String pattern, Duration age) {
    return new StackRules("owner", "me", List.of(), List.of(Pattern.compile(pattern)), age);
  }

  @Test
  void rulesThatTakeTooMuchAreRefused() {
    for (String pattern : List.of("int-.{8}$", "^int-", "^a$|^b$", "^int-.*$")) {
      assertThatThrownBy(() -> rules(pattern, Duration.ofHours(1)))
          .as(pattern)
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  new StackRules(
                      "owner",
                      "me",
                      List.of(Pattern.compile(pattern)),
                      List.of(),
                      Duration.ofHours(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Duration age : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> rules("^a$", age)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Limits(1, 1, 1, Duration.ofMinutes(1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    StackRules rules = rules("^app-[a-z]$", Duration.ofHours(1));
    assertThat(rules.owns("app-x")).isTrue();
    assertThat(rules.owns("app-xy")).isFalse();
    assertThat(rules.owns("my-app-x")).isFalse();
    assertThat(rules.throwsAway("app-x")).isFalse();
  }

  @Test
  void twoProofsOfOneKindAreNotEnough() {
    ItemId stack = Account.stackId("int-0123abcd");
    List<Proof> roots =
        List.of(
            new Proof.StackTag(stack, "k", "v"),
            new Proof.StackResourceOf(stack, "Vpc"),
            new Proof.ReservedTag(stack),
            new Proof.Remembered(stack),
            new Proof.Inside(stack));
    List<Proof> marks =
        List.of(
            new Proof.NamePattern("^a$", "a"),
            new Proof.NamedByOperator(stack),
            new Proof.OwnTag("k", "v"),
            new Proof.Family("agentcore"));
    assertThat(Proof.suffice(roots)).isFalse();
    assertThat(Proof.suffice(marks)).isFalse();
    assertThat(Proof.suffice(List.of())).isFalse();
    for (Proof root : roots) {
      for (Proof mark : marks) {
        assertThat(Proof.suffice(List.of(mark, root))).isTrue();
      }
    }
    assertThatThrownBy(() -> Facts.delete(Item.of(ItemType.VPC, "vpc-1"), marks))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SweepPolicy atMost(int percent) {
    return Account.policy()
        .withLimits(new Limits(100, percent, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)));
  }

  @Test
  void theCapInPercentCountsItemsAndNotSessionsFromElevenDeletesUp() {
    SmallAccount small = new SmallAccount();
    List<Item> items = new ArrayList<>();
    for (String suffix : List.of("-00001", "-00002", "-00003")) {
      small.account.items().forEach(item -> items.add(Renamed.of(item, suffix)));
    }
    assertThat(items).hasSize(51);
    for (int i = 0; i < 100; i++) {
      items.add(Item.of(ItemType.BROWSER_SESSION, "b/session/" + i));
    }
    Inventory inventory =
        Inventory.of(Account.SCOPE, NOW, items, small.account.inventory().completeness());
    Plan refused = Planner.plan(inventory, Memory.empty(), atMost(23), NOW);
    assertThat(refused.deletes()).hasSize(12);
    assertThat(refused.refusals())
        .extracting(Refusal::guard)
        .containsExactly(Refusal.Guard.CAP_PERCENT);
    assertThat(Planner.plan(inventory, Memory.empty(), atMost(24), NOW).refusals()).isEmpty();
    assertThat(Planner.plan(small.account.inventory(), Memory.empty(), atMost(1), NOW).refusals())
        .as("four deletes are few")
        .isEmpty();
  }

  private static Plan plan(SmallAccount small) {
    return Planner.plan(small.account.inventory(), Memory.empty(), Account.policy(), NOW);
  }

  @Test
  void everyListingThatCouldHoldAUserIsNeeded() {
    for (ItemType type : ItemType.values()) {
      SmallAccount small = SmallAccount.residue();
      small.account.remove(small.face);
      assertThat(plan(small).deleteIds()).contains(small.vpc);
      small.account.listed(type, new Completeness.Partial("a page failed"));
      boolean needed =
          Needs.possibleUsersOf(ItemType.VPC).contains(type)
              || type == ItemType.VPC
              || type == ItemType.STACK
              || type.ownsInterfaces();
      assertThat(plan(small).deleteIds().contains(small.vpc)).as("%s", type).isEqualTo(!needed);
    }
    assertThat(Needs.possibleUsersOf(ItemType.VPC))
        .isEqualTo(
            EnumSet.of(
                ItemType.SUBNET,
                ItemType.SECURITY_GROUP,
                ItemType.ROUTE_TABLE,
                ItemType.NETWORK_ACL,
                ItemType.INTERNET_GATEWAY,
                ItemType.EGRESS_ONLY_GATEWAY,
                ItemType.VPC_ENDPOINT,
                ItemType.NAT_GATEWAY,
                ItemType.NETWORK_INTERFACE));
  }

  @Test
  void whileAgentsAreUnreadOnlyWhatTheyCannotUseGoes() {
    SmallAccount small = SmallAccount.residue();
    small.account.remove(small.face);
    small.account.listed(ItemType.BROWSER, new Completeness.Failed("denied"));
    assertThat(plan(small).deleteIds()).containsExactly(small.gateway);
    for (ItemId id : List.of(small.vpc, small.subnet, small.group)) {
      assertThat(plan(small).decisions().get(id)).isInstanceOf(Decision.Unknown.class);
    }
  }

  @Test
  void aNameThatCanBeUsedAgainNeedsADate() {
    SmallAccount small = SmallAccount.residue();
    ItemId bucket = small.account.plain(ItemType.BUCKET, "artifacts");
    small.account.change(bucket, item -> item.withTags(Account.ofStack(small.stack)));
    assertThat(plan(small).deleteIds()).contains(bucket);
    small.account.put(Item.of(ItemType.BUCKET, "artifacts").withTags(Account.ofStack(small.stack)));
    assertThat(plan(small).decisions().get(bucket))
        .isInstanceOfSatisfying(
            Decision.Unknown.class,
            unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.DATE_MISSING));
  }

  @Test
  void aTypeThatIsNotKnownStays() {
    SmallAccount small = SmallAccount.residue();
    ItemId other = small.account.plain(ItemType.OTHER, "thing-1");
    small.account.change(other, item -> item.withTags(Account.ofStack(small.stack)));
    assertThat(plan(small).decisions().get(other)).isInstanceOf(Decision.Unknown.class);
  }

  @Test
  void theExitCodeIsTheWorstOfWhatIsLeft() {
    SmallAccount pending = SmallAccount.residue();
    assertThat(plan(pending).exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(plan(pending).waits()).isNotEmpty();
    SmallAccount unread = SmallAccount.residue();
    unread.account.change(unread.theirFace, item -> item.withTags(new Tags.Unreadable("denied")));
    assertThat(plan(unread).exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(plan(unread).unknowns()).isNotEmpty();
    assertThat(plan(unread).keeps()).isNotEmpty();
    for (ExitCode code : ExitCode.values()) {
      assertThat(code.or(ExitCode.CLEAN)).isEqualTo(code);
      assertThat(ExitCode.BUG.or(code)).isEqualTo(ExitCode.BUG);
    }
  }

  private static Decision.Delete delete(Action action, List<Proof> proofs) {
    Item item = Item.of(ItemType.SECURITY_GROUP, "sg-1");
    return new Decision.Delete(item, action, 0, Set.of(), proofs);
  }

  @Test
  void thePlanHashTellsActionsProofsAndScopesApart() {
    List<Proof> proofs =
        List.of(new Proof.Inside(new ItemId(ItemType.VPC, "vpc-1")), new Proof.OwnTag("k", "v"));
    List<Proof> others = List.of(proofs.getFirst(), new Proof.OwnTag("k", "w"));
    GroupRule rule = new GroupRule("sgr-1", GroupRule.Direction.INGRESS, Optional.of("sg-1"));
    ItemId second = new ItemId(ItemType.SECURITY_GROUP, "sg-2");
    Scope scope = Account.SCOPE;
    Set<String> hashes =
        Set.of(
            PlanHash.of(scope, List.of()),
            PlanHash.of(new Scope("111122223333", "eu-west-2"), List.of()),
            PlanHash.of(scope, List.of(delete(new Action.Remove(), proofs))),
            PlanHash.of(scope, List.of(delete(new Action.Remove(), others))),
            PlanHash.of(
                scope,
                List.of(
                    delete(
                        new Action.RevokeAndRemove(List.of(new Action.Revocation(second, rule))),
                        proofs))),
            PlanHash.of(
                scope,
                List.of(
                    delete(new Action.RemoveRetaining(Set.of("A"), Set.of(), Map.of()), proofs))),
            PlanHash.of(
                scope,
                List.of(
                    delete(new Action.RemoveRetaining(Set.of("B"), Set.of(), Map.of()), proofs))));
    assertThat(hashes).hasSize(7).allMatch(hash -> hash.matches("[0-9a-f]{16}"));
  }
}
