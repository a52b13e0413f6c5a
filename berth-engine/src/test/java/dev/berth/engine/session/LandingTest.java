package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.TaskId;
import dev.berth.core.session.Session;
import dev.berth.testkit.store.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a session is told to land for lack of turns or time. */
final class LandingTest {
  private static final Instant START = Samples.NOW;

  private final Samples samples = new Samples();
  private final Session session =
      samples.session(new TaskId(samples.id())).starting(START, START.plus(Duration.ofHours(24)));

  @Test
  void aTwentiethOfTheTurnsIsKept() {
    assertThat(Landing.isReached(100, 6)).isFalse();
    assertThat(Landing.isReached(100, 5)).isTrue();
    assertThat(Landing.isReached(20, 1)).isTrue();
    assertThat(Landing.isReached(19, 0)).as("few turns are to be used").isFalse();
    assertThat(Landing.isReached(1, 0)).isFalse();
  }

  @Test
  void aTwentiethOfTheTimeIsKeptAndTenMinutesAtMost() {
    assertThat(lands(Duration.ofHours(8), Duration.ofMinutes(469))).isFalse();
    assertThat(lands(Duration.ofHours(8), Duration.ofMinutes(470))).isTrue();
    assertThat(lands(Duration.ofMinutes(20), Duration.ofMinutes(19).minusMillis(1))).isFalse();
    assertThat(lands(Duration.ofMinutes(20), Duration.ofMinutes(19))).isTrue();
  }

  private boolean lands(Duration whole, Duration after) {
    return Landing.isReached(session, START.plus(whole), START.plus(after));
  }
}
