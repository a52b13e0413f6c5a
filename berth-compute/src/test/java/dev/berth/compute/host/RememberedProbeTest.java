package dev.berth.compute.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.backend.Backend.Probe;
import dev.berth.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A good answer is used again for a while, a bad one never. */
final class RememberedProbeTest {
  private static final Probe GOOD = new Probe(true, List.of("a sandbox"), List.of());
  private static final Probe BAD = new Probe(false, List.of(), List.of("no sandbox"));

  private final VirtualTime time = new VirtualTime();
  private final AtomicInteger looks = new AtomicInteger();
  private final BlockingQueue<Integer> looked = new LinkedBlockingQueue<>();
  private volatile Probe found = GOOD;
  private final RememberedProbe probe = new RememberedProbe(this::look, time);

  private Probe look() {
    Probe now = found;
    looked.add(looks.incrementAndGet());
    return now;
  }

  @Test
  void aGoodAnswerIsUsedAgain() {
    assertThat(probe.get()).isEqualTo(GOOD);
    time.advance(Duration.ofSeconds(59));
    assertThat(probe.get()).isEqualTo(GOOD);
    assertThat(looks).hasValue(1);
  }

  @Test
  void anOldAnswerIsGivenWhileItIsLookedAgain() throws InterruptedException {
    probe.get();
    looked.clear();
    time.advance(Duration.ofMinutes(2));
    found = BAD;
    assertThat(probe.get()).isEqualTo(GOOD);
    assertThat(looked.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void aVeryOldAnswerIsNotReliedOn() {
    probe.get();
    time.advance(Duration.ofMinutes(10));
    found = BAD;
    assertThat(probe.get()).isEqualTo(BAD);
  }

  @Test
  void whoRepairsTheHostIsBelievedAtOnce() {
    found = BAD;
    assertThat(probe.get()).isEqualTo(BAD);
    found = GOOD;
    assertThat(probe.get()).isEqualTo(GOOD);
    assertThat(looks).hasValue(2);
  }
}
