package dev.berth.stacks.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemoryTest {
  private static final Instant T = Instant.parse("2026-11-20T12:00:00Z");
  private static final ItemId FACE = new ItemId(ItemType.NETWORK_INTERFACE, "eni-1");
  private static final ItemId OWNER = new ItemId(ItemType.RUNTIME, "agent-1");
  private static final ItemId STACK = new ItemId(ItemType.STACK, "arn:stack");

  private static ItemMemory face(LedgerEvent... events) {
    return Memory.of(List.of(events)).find(FACE).orElseThrow();
  }

  private static LedgerEvent seen(int second, boolean known, ItemId... owners) {
    return new LedgerEvent.InterfaceSeen(
        T.plusSeconds(second),
        FACE,
        Optional.of("agentcore"),
        Set.of(owners),
        known,
        Optional.empty());
  }

  @Test
  void theFirstAndTheLastSightingAreKept() {
    ItemMemory memory =
        face(
            new LedgerEvent.Seen(T, FACE, "a", "in-use"),
            new LedgerEvent.Seen(T.plusSeconds(5), FACE, "b", "available"),
            new LedgerEvent.Seen(T.plusSeconds(3), FACE, "b", "available"));
    assertThat(memory.firstSeen()).isEqualTo(T);
    assertThat(memory.lastSeen()).isEqualTo(T.plusSeconds(5));
    assertThat(memory.status()).isEqualTo("available");
    assertThat(memory.name()).isEqualTo("b");
  }

  @Test
  void aFamilyOnceSeenStays() {
    ItemMemory memory =
        face(
            seen(0, true),
            new LedgerEvent.InterfaceSeen(
                T.plusSeconds(1), FACE, Optional.of("lambda"), Set.of(), true, Optional.empty()));
    assertThat(memory.family()).contains("agentcore");
  }

  @Test
  void anOwnerIsGoneOnlyWhenAllOwnersCouldBeRead() {
    assertThat(face(seen(0, true, OWNER), seen(1, false)).ownerlessSince()).isEmpty();
    assertThat(face(seen(0, true, OWNER), seen(1, false)).owners().get(OWNER))
        .isEqualTo(new OwnerMemory(T, Optional.empty()));
    ItemMemory gone = face(seen(0, true, OWNER), seen(1, true), seen(2, true));
    assertThat(gone.ownerlessSince()).contains(T.plusSeconds(1));
    assertThat(gone.owners().get(OWNER))
        .isEqualTo(new OwnerMemory(T, Optional.of(T.plusSeconds(1))));
    assertThat(gone.lastOwnerSeen()).contains(T);
  }

  @Test
  void anOwnerThatComesBackResetsBoth() {
    ItemMemory back = face(seen(0, true, OWNER), seen(1, true), seen(2, true, OWNER));
    assertThat(back.ownerlessSince()).isEmpty();
    assertThat(back.owners().get(OWNER))
        .isEqualTo(new OwnerMemory(T.plusSeconds(2), Optional.empty()));
  }

  @Test
  void aThingThatWasTakenForGoneBeginsItsTimesAnew() {
    ItemMemory again =
        face(
            seen(0, true),
            new LedgerEvent.Belonged(T, FACE, STACK, "Face"),
            new LedgerEvent.Gone(T.plusSeconds(1), FACE, "not found"),
            new LedgerEvent.Seen(T.plusSeconds(2), FACE, "", "in-use"));
    assertThat(again.firstSeen()).isEqualTo(T.plusSeconds(2));
    assertThat(again.goneAt()).isEmpty();
    assertThat(again.ownerlessSince()).isEmpty();
    assertThat(again.family()).contains("agentcore");
    assertThat(again.stack()).contains(STACK);
  }

  @Test
  void ofANamesakeNothingCounts() {
    ItemId logs = new ItemId(ItemType.LOG_GROUP, "/logs");
    ItemMemory again =
        Memory.of(
                List.of(
                    new LedgerEvent.Seen(T, logs, "/logs", ""),
                    new LedgerEvent.Belonged(T, logs, STACK, "Logs"),
                    new LedgerEvent.Gone(T.plusSeconds(1), logs, "not found"),
                    new LedgerEvent.Seen(T.plusSeconds(2), logs, "/logs", "")))
            .find(logs)
            .orElseThrow();
    assertThat(again.firstSeen()).isEqualTo(T.plusSeconds(2));
    assertThat(again.stack()).isEmpty();
  }

  @Test
  void aGoneThingKeepsWhereItBelonged() {
    ItemMemory gone =
        face(
            new LedgerEvent.Belonged(T, FACE, STACK, "Face"),
            new LedgerEvent.Gone(T.plusSeconds(1), FACE, "not found"));
    assertThat(gone.stack()).contains(STACK);
    assertThat(gone.logicalId()).isEqualTo("Face");
    assertThat(gone.goneAt()).contains(T.plusSeconds(1));
  }

  @Test
  void approvalsOwnedStacksAndAlertsAreKept() {
    Memory memory =
        Memory.of(
            List.of(
                new LedgerEvent.Owned(T, STACK, "int-1", "first"),
                new LedgerEvent.Owned(T.plusSeconds(1), STACK, "int-1", "second"),
                new LedgerEvent.Approved(T, "run-1", "hash", Set.of(FACE)),
                new LedgerEvent.AlertOpened(T, "a"),
                new LedgerEvent.AlertOpened(T, "b"),
                new LedgerEvent.AlertResolved(T, "a"),
                new LedgerEvent.Intended(T, "run-1", FACE, "delete"),
                new LedgerEvent.Answered(T, "run-1", FACE, "delete", "accepted"),
                new LedgerEvent.RunEnded(T, "run-1", 0)));
    assertThat(memory.ownedStacks().get(STACK))
        .isEqualTo(new Memory.OwnedStack("int-1", T, "first"));
    assertThat(memory.approvals()).containsEntry("hash", Set.of(FACE));
    assertThat(memory.openAlerts()).containsExactly("b");
    assertThat(memory.items()).isEmpty();
  }
}
