package dev.berth.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultyCallsTest {
  private final List<String> done = new ArrayList<>();
  private Duration slept = Duration.ZERO;

  /** A clock that only notes how long somebody wanted to sleep. */
  private final Time time =
      new Time() {
        @Override
        public Instant now() {
          return Instant.EPOCH;
        }

        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public void sleep(Duration duration) {
          slept = slept.plus(duration);
        }
      };

  private FaultyCalls with(FaultKind kind) {
    return new FaultyCalls(
        (call, possible) -> Optional.of(kind).filter(possible::contains),
        time,
        Duration.ofSeconds(45));
  }

  private String push(FaultKind kind) {
    return with(kind)
        .effect(
            "push",
            () -> {
              done.add("push");
              return "accepted";
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLED", "TIMED_OUT_BEFORE", "NOT_FOUND", "ACCESS_DENIED", "HANG"})
  void nothingIsDone(FaultKind kind) {
    assertThatThrownBy(() -> push(kind)).isInstanceOf(BerthException.class);
    assertThat(done).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMED_OUT_AFTER", "MALFORMED"})
  void itIsDoneAndNobodyHears(FaultKind kind) {
    assertThatThrownBy(() -> push(kind)).isInstanceOf(RuntimeException.class);
    assertThat(done).containsExactly("push");
  }

  @Test
  void aDuplicateIsDoneTwice() {
    assertThat(push(FaultKind.DUPLICATE)).isEqualTo("accepted");
    assertThat(done).containsExactly("push", "push");
  }

  @Test
  void aRepetitionThatFailsIsNotHeard() {
    String answer =
        with(FaultKind.DUPLICATE)
            .effect(
                "create",
                () -> {
                  done.add("create");
                  if (done.size() > 1) {
                    throw new BerthException(ErrorCode.BACKEND_FAILED, "the name is taken");
                  }
                  return "made";
                });
    assertThat(answer).isEqualTo("made");
  }

  @Test
  void aHangTakesItsTime() {
    assertThatThrownBy(() -> push(FaultKind.HANG)).hasMessageContaining("time out");
    assertThat(slept).isEqualTo(Duration.ofSeconds(45));
  }

  @ParameterizedTest
  @EnumSource
  void aQuestionHasNoEffectThatCouldComeTwice(FaultKind kind) {
    List<FaultKind> possible = new ArrayList<>();
    FaultyCalls calls =
        new FaultyCalls(
            (call, kinds) -> {
              possible.addAll(kinds);
              return Optional.empty();
            },
            time,
            Duration.ZERO);
    assertThat(calls.question("look", () -> kind)).isEqualTo(kind);
    assertThat(possible)
        .doesNotContain(FaultKind.DUPLICATE, FaultKind.TIMED_OUT_AFTER, FaultKind.PARTIAL);
  }

  @Test
  void theSameSeedDecidesTheSame() {
    assertThat(decisions(4)).isEqualTo(decisions(4)).isNotEqualTo(decisions(5));
  }

  @Test
  void everyKindComes() {
    assertThat(decisions(1)).contains(FaultKind.ofEffects().toArray(FaultKind[]::new));
  }

  private static List<FaultKind> decisions(long seed) {
    List<FaultKind> injected = new ArrayList<>();
    SeededFaults plan = new SeededFaults(seed, 10, (kind, call) -> injected.add(kind));
    for (int i = 0; i < 1_000; i++) {
      plan.next("call", FaultKind.ofEffects());
    }
    return injected;
  }
}
