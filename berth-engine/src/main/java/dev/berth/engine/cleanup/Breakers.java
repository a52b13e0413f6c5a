package dev.berth.engine.cleanup;

import dev.berth.core.error.BerthException;
import dev.berth.core.lease.Custodian;
import dev.berth.core.time.Time;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * One circuit breaker for each dependency, shared by all sessions: while it is open, what needs the
 * dependency is postponed and no attempt is used. Thread-safe.
 */
public final class Breakers {
  private static final int WINDOW = 10;

  private static final Duration OPEN = Duration.ofSeconds(15);

  private final CircuitBreakerRegistry registry;

  public Breakers(Time time) {
    registry =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .clock(time.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(
                    clock -> clock.millis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(WINDOW / 2)
                .failureRateThreshold(80)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreException(Breakers::isNotTheDependencys)
                .build());
  }

  /** The breaker of who a custodian talks to. */
  CircuitBreaker of(Custodian custodian) {
    return registry.circuitBreaker(custodian.kind() + " at " + custodian.place().text());
  }

  /** Dependencies by name, and whether each is closed, open or half open. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    registry
        .getAllCircuitBreakers()
        .forEach(breaker -> states.put(breaker.getName(), breaker.getState().name()));
    return states;
  }

  /** A refusal for good says that the dependency is well. */
  private static boolean isNotTheDependencys(Throwable failure) {
    return failure instanceof BerthException e && !e.code().retryable();
  }
}
