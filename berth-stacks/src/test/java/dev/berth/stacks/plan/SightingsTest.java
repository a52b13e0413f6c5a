package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.LONG_AGO;
import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written about interfaces: each change once, and nothing when nothing changed. */
final class SightingsTest {
  private final Account account = new Account();
  private final ItemId vpc = account.part(ItemType.VPC, "vpc-1", Flag.NO);
  private final ItemId subnet = account.part(ItemType.SUBNET, "subnet-1", Flag.NO, vpc);
  private final ItemId group = account.group("sg-1", Flag.NO, vpc);
  private final ItemId face = account.lingering("eni-1", subnet, group);
  private Memory memory = Memory.empty();

  /** Looks, remembers, and answers what was written about the interface and its owners. */
  private List<LedgerEvent.InterfaceSeen> look() {
    List<LedgerEvent> events = Sightings.of(account.inventory(), memory, Account.policy());
    memory = memory.plus(events);
    assertThat(Sightings.of(account.inventory(), memory, Account.policy()))
        .as("the same again")
        .isEmpty();
    return events.stream()
        .filter(LedgerEvent.InterfaceSeen.class::isInstance)
        .map(LedgerEvent.InterfaceSeen.class::cast)
        .toList();
  }

  private Optional<Instant> ownerless() {
    return memory.find(face).orElseThrow().ownerlessSince();
  }

  private Optional<Instant> goneAt(ItemId owner) {
    return Objects.requireNonNull(memory.find(face).orElseThrow().owners().get(owner)).goneAt();
  }

  private static LedgerEvent.InterfaceSeen seen(
      ItemId face, Set<ItemId> owners, boolean known, Instant attachedAt) {
    return new LedgerEvent.InterfaceSeen(
        NOW, face, Optional.of("agentcore"), owners, known, Optional.of(attachedAt));
  }

  @Test
  void everyChangeIsWrittenOnce() {
    assertThat(look()).containsExactly(seen(face, Set.of(), true, LONG_AGO));
    assertThat(ownerless()).contains(NOW);
    assertThat(look()).isEmpty();

    ItemId first = account.runtime("agent-1", subnet, group);
    assertThat(look()).containsExactly(seen(face, Set.of(first), true, LONG_AGO));
    assertThat(ownerless()).isEmpty();

    ItemId second = account.runtime("agent-2", subnet, group);
    assertThat(look()).containsExactly(seen(face, Set.of(first, second), true, LONG_AGO));

    account.remove(first);
    assertThat(look()).containsExactly(seen(face, Set.of(second), true, LONG_AGO));
    assertThat(goneAt(first)).contains(NOW);

    account.runtime("agent-1", subnet, group);
    assertThat(look()).containsExactly(seen(face, Set.of(first, second), true, LONG_AGO));

    account.remove(first).remove(second);
    assertThat(look()).containsExactly(seen(face, Set.of(), true, LONG_AGO));
    assertThat(ownerless()).contains(NOW);

    Instant before = NOW.minus(Duration.ofMinutes(3));
    attached(before);
    assertThat(look()).containsExactly(seen(face, Set.of(), true, before));
  }

  private void attached(Instant at) {
    Attachment again = new Attachment("ela-attach-2", "amazon-aws", Optional.of(at), "attached");
    account.face("eni-1", "in-use", "agentic_ai", Optional.of(again), subnet, group);
  }

  /** Found by a simulated world: it was used again between two listings of one look. */
  @Test
  void whoeverItWasAttachedForAMomentAgoMayNotBeListedYet() {
    look();
    assertThat(ownerless()).contains(NOW);
    Instant now = NOW.plusSeconds(20);
    attached(now);
    assertThat(look()).containsExactly(seen(face, Set.of(), false, now));
    assertThat(ownerless()).isEmpty();
  }

  @Test
  void anOwnerThatCouldNotBeReadIsNotGone() {
    ItemId owner = account.runtime("agent-1", subnet, group);
    look();
    account.remove(owner).listed(ItemType.RUNTIME, new Completeness.Failed("denied"));
    assertThat(look()).isEmpty();
    assertThat(goneAt(owner)).isEmpty();
    assertThat(ownerless()).isEmpty();
  }

  @Test
  void whileOwnersAreUnreadNothingIsWrittenAgainAndAgain() {
    look();
    account.listed(ItemType.BROWSER, new Completeness.Failed("denied"));
    assertThat(look()).isEmpty();
    assertThat(ownerless()).contains(NOW);
  }

  @Test
  void aLambdasInterfaceHasNoOwnersThatCouldBeKnown() {
    account.face("eni-1", "in-use", "lambda", Optional.of(Account.held()), subnet, group);
    account.runtime("agent-1", subnet, group);
    assertThat(look())
        .containsExactly(
            new LedgerEvent.InterfaceSeen(
                NOW, face, Optional.of("lambda"), Set.of(), false, Optional.of(LONG_AGO)));
    assertThat(ownerless()).isEmpty();
  }

  @Test
  void thatAllIsAsItWasIsWrittenHourlyOfAgentsAndInterfacesAndDailyOfTheRest() {
    ItemId runtime = account.runtime("agent-1", subnet, group);
    account.stack("int-0123abcd", "CREATE_COMPLETE", vpc, subnet, group, runtime);
    look();
    assertThat(again(Duration.ofMinutes(59))).isEmpty();
    assertThat(again(Duration.ofHours(2))).containsExactlyInAnyOrder(runtime, face);
    assertThat(again(Duration.ofHours(24))).contains(runtime, face, vpc, subnet, group);
  }

  /** What is written of an inventory that is the same so much later. */
  private Set<ItemId> again(Duration later) {
    Inventory now = account.inventory();
    Inventory then =
        Inventory.of(now.scope(), NOW.plus(later), now.items().values(), now.completeness());
    return Sightings.of(then, memory, Account.policy()).stream()
        .filter(LedgerEvent.Seen.class::isInstance)
        .map(event -> ((LedgerEvent.Seen) event).id())
        .collect(Collectors.toSet());
  }
}
