package dev.berth.stacks.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock();
  private final List<String> happened = new ArrayList<>();

  @Test
  void whatIsDueHappensInOrderAndAtItsTime() throws InterruptedException {
    clock.in(Duration.ofHours(2), () -> happened.add("second at " + clock.now()));
    clock.in(Duration.ofHours(1), () -> happened.add("first at " + clock.now()));
    clock.in(Duration.ofHours(1), () -> happened.add("then at " + clock.now()));
    clock.sleep(Duration.ofMinutes(59));
    assertThat(happened).isEmpty();
    clock.sleep(Duration.ofHours(3));
    assertThat(happened)
        .containsExactly(
            "first at 2026-11-20T13:00:00Z",
            "then at 2026-11-20T13:00:00Z",
            "second at 2026-11-20T14:00:00Z");
    assertThat(clock.now()).isEqualTo(VirtualClock.START.plus(Duration.ofMinutes(239)));
    assertThat(clock.nanos()).isEqualTo(Duration.ofMinutes(239).toNanos());
  }

  @Test
  void whatHappensMayTakeTimeAndPlanMore() {
    clock.in(
        Duration.ofMinutes(1),
        () -> {
          clock.spend(Duration.ofMinutes(10));
          clock.in(Duration.ofMinutes(1), () -> happened.add("later"));
        });
    clock.spend(Duration.ofMinutes(5));
    assertThat(clock.now()).isEqualTo(VirtualClock.START.plus(Duration.ofMinutes(11)));
    assertThat(happened).isEmpty();
    clock.spend(Duration.ofMinutes(2));
    assertThat(happened).containsExactly("later");
  }

  @Test
  void sleepingIsInterruptible() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> clock.sleep(Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(clock.now()).isEqualTo(VirtualClock.START);
  }
}
