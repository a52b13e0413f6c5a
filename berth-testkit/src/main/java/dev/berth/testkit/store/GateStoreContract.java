package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.gate.Gate;
import dev.berth.core.gate.GateStore.Granted;
import dev.berth.core.id.GateId;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Gates and granted scopes. */
public abstract class GateStoreContract extends StoreContract {
  private static final Instant NOW = Samples.NOW;

  protected GateStoreContract() {
    super(new Samples());
  }

  @Test
  void keepsEveryFieldOfEveryVersion() {
    Gate gate = stored(Optional.of("call-1"));
    assertThat(find(gate)).isEqualTo(gate);
    Gate.Closed approval =
        new Gate.Closed(
            NOW.plusSeconds(3),
            Optional.of(samples.user()),
            Optional.of("cli"),
            Optional.of(new Scope.BashPattern("git push *feature")),
            Optional.empty());
    Gate approved = gate.closed(Gate.Status.APPROVED, approval);
    Gate answered = approved.answered(NOW.plusSeconds(4));
    Gate bound = answered.bound("b".repeat(64));
    Gate used = bound.used(NOW.plusSeconds(5));
    for (Gate next : List.of(approved, answered, bound, used)) {
      assertThat(did(tx -> tx.gates().update(next))).isTrue();
      assertThat(did(tx -> tx.gates().update(next))).isFalse();
      assertThat(find(gate)).isEqualTo(next);
    }
    assertThat(used.used(NOW.plusSeconds(9)).uses().usedAt()).contains(NOW.plusSeconds(5));
  }

  @Test
  void itEndsOnce() {
    Gate gate = stored(Optional.empty());
    Gate denied =
        gate.closed(
            Gate.Status.DENIED,
            new Gate.Closed(
                NOW,
                Optional.of(samples.user()),
                Optional.of("api"),
                Optional.empty(),
                Optional.of("use the \"other\" branch \uD83D\uDC1B")));
    Gate timedOut = gate.closed(Gate.Status.TIMED_OUT, Gate.Closed.undecided(NOW));
    assertThat(did(tx -> tx.gates().update(denied))).isTrue();
    assertThat(did(tx -> tx.gates().update(timedOut))).isFalse();
    assertThat(find(gate)).isEqualTo(denied);
    assertThatThrownBy(() -> denied.closed(Gate.Status.APPROVED, Gate.Closed.undecided(NOW)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ofSeveralDecisionsAtOnceOneIsStored() {
    Gate gate = stored(Optional.of("k"));
    List<Boolean> stored =
        together(
            6,
            i ->
                () ->
                    did(
                        tx -> {
                          tx.tasks().lock(gate.task());
                          Gate.Status status =
                              i % 2 == 0 ? Gate.Status.APPROVED : Gate.Status.TIMED_OUT;
                          return tx.gates().update(gate.closed(status, Gate.Closed.undecided(NOW)));
                        }));
    assertThat(stored.stream().filter(b -> b)).hasSize(1);
  }

  @Test
  void aSessionsCallHasOneGate() {
    Gate gate = stored(Optional.of("call"));
    assertThat(found(tx -> tx.gates().byCall(gate.session(), "call"))).contains(gate);
    assertThat(found(tx -> tx.gates().byCall(gate.session(), "Call"))).isEmpty();
    assertThatThrownBy(() -> writing(tx -> tx.gates().insert(like(gate, Optional.of("call")))))
        .isInstanceOf(RuntimeException.class);
    // Doors have no key, and may ask as often as they like.
    writing(tx -> tx.gates().insert(like(gate, Optional.empty())));
    writing(tx -> tx.gates().insert(like(gate, Optional.empty())));
    assertThat(rows(tx -> tx.gates().of(gate.task()))).hasSize(3).startsWith(gate);
  }

  @Test
  void listsAndCountsWhatWaits() {
    Gate first = stored(Optional.of("1"));
    Gate second = stored(Optional.of("2"));
    long waiting = counted(tx -> tx.gates().countPending());
    assertThat(rows(tx -> tx.gates().pending(10_000)))
        .hasSize((int) waiting)
        .containsSubsequence(first, second);
    assertThat(rows(tx -> tx.gates().pending(1))).hasSize(1);
    writing(
        tx -> tx.gates().update(first.closed(Gate.Status.STRANDED, Gate.Closed.undecided(NOW))));
    assertThat(counted(tx -> tx.gates().countPending())).isEqualTo(waiting - 1);
    assertThat(rows(tx -> tx.gates().pending(10_000))).doesNotContain(first).contains(second);
  }

  @Test
  void countsForTheCaps() {
    Gate gate = stored(Optional.of("1"));
    assertThat(counted(tx -> tx.gates().countRaised(gate.session(), NOW.minusMillis(1))))
        .isEqualTo(1);
    assertThat(counted(tx -> tx.gates().countRaised(gate.session(), NOW))).isZero();
    UserId user = samples.user();
    writing(
        tx ->
            tx.gates()
                .update(
                    gate.closed(
                        Gate.Status.DENIED,
                        new Gate.Closed(
                            NOW.plusSeconds(7),
                            Optional.of(user),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))));
    assertThat(counted(tx -> tx.gates().countDecided(user, NOW))).isEqualTo(1);
    assertThat(counted(tx -> tx.gates().countDecided(user, NOW.plusSeconds(7)))).isZero();
    assertThat(counted(tx -> tx.gates().countDecided(samples.user(), NOW))).isZero();
  }

  @Test
  void aScopeStaysAsItWasGrantedFirst() {
    Gate gate = stored(Optional.of("1"));
    UserId user = samples.user();
    Granted first = new Granted(new Scope.ToolType("bash"), NOW, user, Optional.empty());
    Granted second =
        new Granted(new Scope.AllSession(), NOW.plusSeconds(1), user, Optional.of(gate.id()));
    writing(tx -> tx.gates().grant(gate.task(), first));
    writing(tx -> tx.gates().grant(gate.task(), second));
    writing(
        tx ->
            tx.gates()
                .grant(
                    gate.task(),
                    new Granted(
                        first.scope(), NOW.plusSeconds(9), samples.user(), Optional.empty())));
    assertThat(rows(tx -> tx.gates().granted(gate.task()))).containsExactly(first, second);
    assertThat(rows(tx -> tx.gates().granted(samples.task(user).id()))).isEmpty();
  }

  private Gate stored(Optional<String> key) {
    return write(
        tx -> {
          Gate gate = samples.gate(samples.storedSession(tx), key);
          tx.gates().insert(gate);
          return gate;
        });
  }

  private Gate like(Gate gate, Optional<String> key) {
    return new Gate(
        new GateId(samples.id()),
        gate.task(),
        gate.session(),
        new Gate.Asked(
            key,
            gate.asked().tool(),
            gate.asked().preview(),
            gate.asked().inputSha256(),
            gate.asked().fingerprint(),
            gate.asked().effects()),
        gate.terms(),
        gate.status(),
        gate.createdAt(),
        gate.expiresAt(),
        gate.closed(),
        gate.uses(),
        1);
  }

  private Gate find(Gate gate) {
    return found(tx -> tx.gates().find(gate.id())).orElseThrow();
  }
}
