package dev.berth.core.task;

import dev.berth.core.id.SessionId;
import dev.berth.core.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signals for tests. */
final class Samples {
  private static final String ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

  private Samples() {}

  static List<Signal> cancelledWhileRunning(Instant start) {
    Signal granted = new Signal.Granted(new SessionId(ULID), start.plus(Duration.ofHours(24)));
    Signal cancel = new Signal.Cancel(new UserId("eve"), Optional.empty());
    return List.of(granted, new Signal.SessionReady(), cancel);
  }

  static Signal settled() {
    return new Signal.Settled(Evidence.nothing(Evidence.EffectFact.WANTS_CHANGE_REQUEST));
  }
}
