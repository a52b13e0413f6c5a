package dev.berth.init.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The end of a session without a server, in virtual time. */
final class HardEndTest {
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
  private static final Duration ORPHAN = Duration.ofMinutes(10);

  private final HardEnd end = new HardEnd(START.plus(Duration.ofHours(2)), ORPHAN, START);

  private static Instant after(Duration time) {
    return START.plus(time);
  }

  @Test
  void anIdleSessionIsNotOverdueHoweverLongNobodyCalls() {
    assertThat(end.overdue(after(Duration.ofMinutes(5)))).isFalse();
    assertThat(end.overdue(after(Duration.ofMinutes(119)))).isFalse();
  }

  @Test
  void atTheHardEndASessionThatNobodyCalledIsOverdue() {
    assertThat(end.overdue(after(Duration.ofHours(2)).minusMillis(1))).isFalse();
    assertThat(end.overdue(after(Duration.ofHours(2)))).isTrue();
  }

  @Test
  void aServerThatCallsLooksAfterTheEndItselfUntilItIsGone() {
    end.contact(after(Duration.ofMinutes(115)));
    assertThat(end.overdue(after(Duration.ofHours(2)))).isFalse();
    assertThat(end.overdue(after(Duration.ofMinutes(125)).minusMillis(1))).isFalse();
    assertThat(end.overdue(after(Duration.ofMinutes(125)))).isTrue();
  }
}
