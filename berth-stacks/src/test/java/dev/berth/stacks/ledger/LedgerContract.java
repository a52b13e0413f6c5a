package dev.berth.stacks.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.time.Time;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.simulate.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every ledger does. */
public abstract class LedgerContract {
  private static final Duration TERM = Duration.ofMinutes(5);
  private static final Instant AT = VirtualClock.START;
  private static final ItemId FACE = new ItemId(ItemType.NETWORK_INTERFACE, "eni-1");
  private static final ItemId STACK = new ItemId(ItemType.STACK, "arn:aws:x:stack/a/b");

  /** One event of every kind, with texts that could break a file of lines. */
  public static final List<LedgerEvent> EVERY_KIND =
      List.of(
          new LedgerEvent.Seen(AT, FACE, "näme\n\u2028\"", "in-use"),
          new LedgerEvent.InterfaceSeen(
              AT,
              FACE,
              Optional.of("agentcore"),
              Set.of(new ItemId(ItemType.RUNTIME, "agent-1")),
              true,
              Optional.of(AT)),
          new LedgerEvent.InterfaceSeen(
              AT, FACE, Optional.empty(), Set.of(), false, Optional.empty()),
          new LedgerEvent.Belonged(AT, FACE, STACK, ""),
          new LedgerEvent.Owned(AT, STACK, "a", "the tag"),
          new LedgerEvent.Gone(AT, FACE, "not found"),
          new LedgerEvent.Approved(AT, "run-1", "0123456789abcdef", Set.of(FACE, STACK)),
          new LedgerEvent.Intended(AT, "run-1", FACE, "delete"),
          new LedgerEvent.Answered(AT, "run-1", FACE, "delete", "accepted"),
          new LedgerEvent.RunEnded(AT, "run-1", 10),
          new LedgerEvent.AlertOpened(AT, "a/b"),
          new LedgerEvent.AlertResolved(AT, "a/b"));

  protected final VirtualClock clock = new VirtualClock();

  /** A view of the one ledger of this test; a second call is another process's view. */
  protected abstract SweepLedger open(Time time);

  private static LedgerEvent event(String key) {
    return new LedgerEvent.AlertOpened(AT, key);
  }

  @Test
  void anEmptyLedgerHasNothingAndNoWarning() {
    assertThat(open(clock).read()).isEqualTo(new SweepLedger.Contents(List.of(), Optional.empty()));
  }

  @Test
  void everyKindOfEventComesBackAsItWas() {
    SweepLedger ledger = open(clock);
    Fence fence = ledger.acquire("a", TERM).orElseThrow();
    assertThat(ledger.append(fence, EVERY_KIND)).isTrue();
    assertThat(open(clock).read())
        .isEqualTo(new SweepLedger.Contents(EVERY_KIND, Optional.empty()));
  }

  @Test
  void oneWritesAtATimeAndTokensGrow() {
    SweepLedger first = open(clock);
    SweepLedger second = open(clock);
    Fence fence = first.acquire("first", TERM).orElseThrow();
    assertThat(second.acquire("second", TERM)).isEmpty();
    first.release(fence);
    Fence next = second.acquire("second", TERM).orElseThrow();
    assertThat(next.token()).isGreaterThan(fence.token());
    assertThat(first.append(fence, List.of(event("late")))).isFalse();
    assertThat(second.append(next, List.of(event("now")))).isTrue();
    assertThat(first.read().events()).containsExactly(event("now"));
  }

  @Test
  void whoseTimeIsOverNeverWritesAgain() {
    SweepLedger first = open(clock);
    Fence fence = first.acquire("first", TERM).orElseThrow();
    clock.spend(TERM.minusMillis(1));
    assertThat(first.append(fence, List.of(event("in time")))).isTrue();
    clock.spend(Duration.ofMillis(1));
    assertThat(first.append(fence, List.of(event("late")))).isFalse();
    assertThat(first.renew(fence, TERM)).isEmpty();
    Fence next = open(clock).acquire("second", TERM).orElseThrow();
    first.release(fence);
    assertThat(open(clock).acquire("third", TERM)).as("not released by the first").isEmpty();
    assertThat(next.token()).isGreaterThan(fence.token());
    assertThat(first.read().events()).containsExactly(event("in time"));
  }

  @Test
  void renewingKeepsTheTokenAndMovesTheEnd() {
    SweepLedger ledger = open(clock);
    Fence fence = ledger.acquire("a", TERM).orElseThrow();
    clock.spend(Duration.ofMinutes(4));
    Fence renewed = ledger.renew(fence, TERM).orElseThrow();
    assertThat(renewed.token()).isEqualTo(fence.token());
    assertThat(renewed.until()).isEqualTo(clock.now().plus(TERM));
    clock.spend(Duration.ofMinutes(4));
    assertThat(ledger.append(renewed, List.of(event("still")))).isTrue();
    assertThat(ledger.append(renewed, List.of())).as("an empty append asks").isTrue();
  }
}
