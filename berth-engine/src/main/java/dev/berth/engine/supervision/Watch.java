package dev.berth.engine.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long one session has been silent, as far as this server can know: silence counts from the
 * later of the last sign and the moment since when the server has watched without a gap. A sign
 * from the future was noted before the clock went back, and says nothing now. Immutable.
 */
record Watch(Instant from) {
  Duration silence(Optional<Instant> lastSign, Instant now) {
    Instant since = lastSign.filter(sign -> from.isBefore(sign) && !sign.isAfter(now)).orElse(from);
    return Duration.between(since, now);
  }
}
