package dev.berth.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.egress.Traffic;
import dev.berth.gateway.egress.TrafficMeter.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TrafficMeterTest {
  private static final Traffic LIMIT = new Traffic(1_000, 1_600);

  @Test
  void claimsGoAheadOfWhatIsUsed() {
    List<Traffic> claims = new ArrayList<>();
    TrafficMeter meter = new TrafficMeter(LIMIT, Traffic.none(), claims::add);
    assertThat(meter.take(Way.SENT, 10)).isTrue();
    assertThat(claims).containsExactly(new Traffic(62, 0));
    assertThat(meter.take(Way.SENT, 52)).isTrue();
    assertThat(claims).hasSize(1);
    assertThat(meter.take(Way.RECEIVED, 300)).isTrue();
    assertThat(claims).last().isEqualTo(new Traffic(62, 300));
    assertThat(meter.take(Way.SENT, 939)).isFalse();
    assertThat(meter.take(Way.SENT, 938)).isTrue();
    assertThat(meter.isSpent(Way.SENT)).isTrue();
    assertThat(meter.take(Way.RECEIVED, 1)).as("the other way goes on").isTrue();
    assertThat(claims).last().isEqualTo(new Traffic(1_000, 400));
  }

  /** Servers die at any moment; together they never let more through than the limit. */
  @Test
  void crashesNeverGiveMore() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Traffic[] stored = {Traffic.none()};
      long sent = 0;
      for (int server = 0; server < 20; server++) {
        TrafficMeter meter = new TrafficMeter(LIMIT, stored[0], claim -> stored[0] = claim);
        for (int i = random.nextInt(8); i > 0; i--) {
          int bytes = random.nextInt(1, 120);
          sent += meter.take(Way.SENT, bytes) ? bytes : 0;
        }
      }
      assertThat(sent).as("seed " + seed).isLessThanOrEqualTo(LIMIT.sent());
    }
  }

  @Test
  void connectionsAtTheSameTimeShareTheLimit() {
    TrafficMeter meter = new TrafficMeter(LIMIT, Traffic.none(), claim -> {});
    AtomicLong received = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        threads.execute(() -> received.addAndGet(meter.take(Way.RECEIVED, 7) ? 7 : 0));
      }
    }
    assertThat(received.get()).isEqualTo(1_596);
  }
}
