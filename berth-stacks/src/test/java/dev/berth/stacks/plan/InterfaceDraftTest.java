package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Interfaces in subnets of ours, and what they keep. */
final class InterfaceDraftTest {
  private static final Optional<Attachment> BY_SERVICE = Optional.of(Account.held());
  private static final Optional<Attachment> BY_ACCOUNT =
      Optional.of(new Attachment("eni-attach-1", "111122223333", Optional.empty(), "attached"));

  private final SmallAccount small = SmallAccount.residue();
  private final ItemId extra = new ItemId(ItemType.NETWORK_INTERFACE, "eni-2");

  private Plan plan(SmallAccount of, LedgerEvent... events) {
    return Planner.plan(of.account.inventory(), Memory.of(List.of(events)), Account.policy(), NOW);
  }

  private static Decision of(Plan plan, ItemId id) {
    return Draft.of(plan.decisions(), id);
  }

  private static ItemId face(
      SmallAccount of, String status, String type, Optional<Attachment> attachment) {
    return of.account.face("eni-2", status, type, attachment, of.subnet, of.group);
  }

  @Test
  void whatTheAccountAttachedKeepsItsSubnetGroupAndVpc() {
    small.account.remove(small.face);
    face(small, "in-use", "interface", BY_ACCOUNT);
    Plan plan = plan(small);
    assertThat(of(plan, extra)).isInstanceOf(Decision.Keep.class);
    assertThat(plan.deleteIds()).containsExactly(small.gateway);
  }

  @Test
  void anotherServicesInterfaceKeepsAStandingStackUnlessTheStackMakesSuch() {
    SmallAccount standing = new SmallAccount();
    face(standing, "in-use", "efs", BY_SERVICE);
    assertThat(plan(standing).deletes()).isEmpty();
    Detail.Stack detail = (Detail.Stack) standing.account.get(standing.stack).detail();
    List<StackResource> rows = new ArrayList<>(detail.resources());
    rows.add(new StackResource("Mount", Optional.of("fsmt-1"), "AWS::EFS::MountTarget", "", ""));
    standing.account.change(
        standing.stack,
        stack ->
            stack.withDetail(
                new Detail.Stack(
                    rows, detail.resourcesListed(), Flag.NO, Optional.empty(), Optional.empty())));
    assertThat(plan(standing).deleteIds()).contains(standing.stack);
    assertThat(of(plan(standing), extra))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo(WaitReason.WITH_ITS_PARENT);
              assertThat(wait.blockers()).containsExactly(standing.stack);
            });
  }

  @Test
  void aNatGatewaysInterfaceGoesWithItAndTheSubnetAfterBoth() {
    small.account.remove(small.face);
    ItemId nat = small.account.plain(ItemType.NAT_GATEWAY, "nat-1", small.subnet);
    face(small, "in-use", "nat_gateway", BY_SERVICE);
    assertThat(plan(small).deleteIds())
        .as("somebody else's NAT gateway")
        .doesNotContain(nat, small.subnet, small.vpc);
    small.account.change(nat, item -> item.withTags(Account.ofStack(small.stack)));
    Plan plan = plan(small);
    assertThat(plan.deleteIds()).contains(nat, small.subnet, small.vpc);
    assertThat(((Decision.Delete) of(plan, small.subnet)).after()).contains(nat, extra);
    small.account.change(nat, item -> item.withStatus("deleting"));
    assertThat(plan(small).deleteIds()).doesNotContain(small.subnet, small.vpc);
  }

  @Test
  void anEndpointsInterfaceGoesWithTheEndpoint() {
    small.account.remove(small.face);
    ItemId endpoint =
        small.account.plain(ItemType.VPC_ENDPOINT, "vpce-1", small.subnet, small.group, small.vpc);
    small.account.change(
        endpoint,
        item ->
            item.withTags(Account.ofStack(small.stack))
                .withStatus("available")
                .withDetail(new Detail.VpcEndpoint("Interface")));
    face(small, "in-use", "vpc_endpoint", BY_SERVICE);
    assertThat(plan(small).deleteIds()).contains(endpoint, small.subnet, small.vpc);
  }

  private LedgerEvent detachedSince(Instant at, String family) {
    return new LedgerEvent.InterfaceSeen(
        at, extra, Optional.of(family), Set.of(), true, Optional.empty());
  }

  @Test
  void aDetachedOneSettlesToTheNanosecond() {
    small.account.remove(small.face);
    Instant due = NOW.minus(Duration.ofMinutes(5));
    for (String family : List.of("agentcore", "lambda")) {
      face(small, "available", "interface", Optional.empty());
      assertThat(plan(small, detachedSince(due, family)).deleteIds()).contains(extra);
      assertThat(of(plan(small, detachedSince(due.plusNanos(1), family)), extra))
          .isInstanceOfSatisfying(
              Decision.Wait.class,
              wait -> {
                assertThat(wait.reason()).isEqualTo(WaitReason.SETTLING);
                assertThat(wait.estimate().orElseThrow().earliest()).isEqualTo(NOW.plusNanos(1));
              });
    }
  }

  @Test
  void aDetachedOneOfNoServiceStaysUnlessTheStackDeclaredIt() {
    small.account.remove(small.face);
    face(small, "available", "interface", Optional.empty());
    LedgerEvent seen = new LedgerEvent.Seen(Account.LONG_AGO, extra, "", "available");
    assertThat(of(plan(small, seen), extra)).isInstanceOf(Decision.Keep.class);
    small.account.change(extra, item -> item.withTags(Account.ofStack(small.stack)));
    assertThat(of(plan(small, seen), extra))
        .as("its logical id is not known")
        .isInstanceOf(Decision.Keep.class);
    LedgerEvent belonged = new LedgerEvent.Belonged(Account.LONG_AGO, extra, small.stack, "Face");
    assertThat(plan(small, seen, belonged).deleteIds()).contains(extra, small.subnet);
  }

  @Test
  void aProtectedOneKeepsWhatItUsesAlsoWhileItIsLeased() {
    for (String type : List.of("agentic_ai", "lambda")) {
      SmallAccount standing = new SmallAccount();
      face(standing, "in-use", type, BY_SERVICE);
      assertThat(plan(standing).deleteIds()).contains(standing.stack);
      standing.account.change(extra, item -> item.withTags(Tags.of(Map.of("keep", ""))));
      assertThat(plan(standing).deletes()).isEmpty();
    }
  }

  @Test
  void aGuestsRuntimeThatSharesAnInterfaceKeepsIt() {
    small.account.runtime("guest", small.subnet, small.group);
    Plan plan = plan(small);
    assertThat(of(plan, small.face)).isInstanceOf(Decision.Keep.class);
    assertThat(plan.deleteIds()).containsExactly(small.gateway);
  }

  @Test
  void limitsHaveBounds() {
    Duration minute = Duration.ofMinutes(1);
    assertThat(new Limits(0, 0, 1, Duration.ofSeconds(1), Duration.ofNanos(1))).isNotNull();
    assertThat(new Limits(10_000, 100, 16, minute, minute)).isNotNull();
    assertThatThrownBy(() -> new Limits(-1, 1, 1, minute, minute)).hasMessageContaining("max");
    assertThatThrownBy(() -> new Limits(10_001, 1, 1, minute, minute)).isNotNull();
    assertThatThrownBy(() -> new Limits(1, -1, 1, minute, minute)).isNotNull();
    assertThatThrownBy(() -> new Limits(1, 101, 1, minute, minute)).isNotNull();
    assertThatThrownBy(() -> new Limits(1, 1, 0, minute, minute)).isNotNull();
    assertThatThrownBy(() -> new Limits(1, 1, 17, minute, minute)).isNotNull();
    assertThatThrownBy(() -> new Limits(1, 1, 1, Duration.ofMillis(999), minute)).isNotNull();
  }
}
