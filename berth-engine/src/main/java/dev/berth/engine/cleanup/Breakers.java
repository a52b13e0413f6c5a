package dev.berth.engine.cleanup;

import dev.berth.core.error.BerthException;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Place;
import dev.berth.core.time.Time;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One circuit breaker for each dependency, shared by all sessions: while it is open, what needs the
 * dependency is postponed and no attempt is used. It opens when several leases fail one after the
 * other; a single one that fails again and again says something of itself, not of its dependency.
 * Thread-safe.
 */
public final class Breakers {
  /** Leases whose last calls decide; four of five have to fail. */
  private static final int WINDOW = 5;

  /** How long nobody asks a dependency that is down: four calls a minute, one at a time. */
  static final Duration OPEN = Duration.ofSeconds(15);

  /** How many ask at once something far away that has not answered well for so long. */
  private static final int UNPROVEN_AT_ONCE = 5;

  /** The same of what is on this host, where many do no harm and waiting would be felt. */
  private static final int UNPROVEN_HERE = 64;

  private static final Duration PROVEN_FOR = Duration.ofSeconds(10);

  private final Time time;
  private final CircuitBreakerRegistry registry;
  private final Map<String, Dependency> dependencies = new ConcurrentHashMap<>();

  public Breakers(Time time) {
    this.time = time;
    this.registry =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .clock(time.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(clock -> clock.millis(), TimeUnit.MILLISECONDS)
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(WINDOW)
                .failureRateThreshold(80)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
  }

  /**
   * Does what one lease needs of who a custodian talks to.
   *
   * @throws CallNotPermittedException when the dependency is down, or has not shown that it is up
   *     while several wait for its answer; nothing was called
   */
  <T> T call(Custodian custodian, LeaseId lease, Supplier<T> call) {
    Dependency dependency = of(custodian);
    dependency.enter();
    try {
      T answer = call.get();
      dependency.answered();
      return answer;
    } catch (RuntimeException e) {
      dependency.failed(lease, e);
      throw e;
    } catch (Error e) {
      dependency.leave();
      throw e;
    }
  }

  /** Whether it is known to be down, so that a failure of it is nobody's own. */
  boolean isDown(Custodian custodian) {
    return of(custodian).breaker.getState() != CircuitBreaker.State.CLOSED;
  }

  private Dependency of(Custodian custodian) {
    String name = custodian.kind() + " at " + custodian.place().text();
    return dependencies.computeIfAbsent(
        name, n -> new Dependency(registry.circuitBreaker(n), time, unproven(custodian.place())));
  }

  private static int unproven(Place place) {
    return switch (place) {
      case Place.Cloud _ -> UNPROVEN_AT_ONCE;
      case Place.Host _, Place.Database _ -> UNPROVEN_HERE;
    };
  }

  /** Dependencies by name, and whether each is closed, open or half open. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    dependencies.forEach((name, d) -> states.put(name, d.breaker.getState().name()));
    return states;
  }

  /** A refusal for good says that the dependency is well. */
  private static boolean isTheDependencys(Throwable failure) {
    return !(failure instanceof BerthException e) || e.code().retryable();
  }

  /** Who several leases need. Thread-safe. */
  private static final class Dependency {
    private final CircuitBreaker breaker;
    private final Time time;
    private final int unproven;
    private final Set<LeaseId> failing = new HashSet<>();
    private Instant lastGood = Instant.MIN;
    private int inside;

    Dependency(CircuitBreaker breaker, Time time, int unproven) {
      this.breaker = breaker;
      this.time = time;
      this.unproven = unproven;
    }

    synchronized void enter() {
      boolean isProven = !time.now().isAfter(lastGood.plus(PROVEN_FOR));
      if (!isProven && inside >= unproven) {
        throw CallNotPermittedException.createCallNotPermittedException(breaker);
      }
      breaker.acquirePermission();
      inside++;
    }

    synchronized void answered() {
      inside--;
      lastGood = time.now();
      failing.clear();
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
    }

    synchronized void failed(LeaseId lease, RuntimeException failure) {
      inside--;
      boolean isProbe = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
      if (!isTheDependencys(failure)) {
        lastGood = time.now();
        breaker.onSuccess(0, TimeUnit.MILLISECONDS);
      } else if (failing.add(lease) || isProbe) {
        lastGood = Instant.MIN;
        breaker.onError(0, TimeUnit.MILLISECONDS, failure);
      } else {
        breaker.releasePermission();
      }
    }

    /** The server ends in the middle. */
    synchronized void leave() {
      inside--;
      breaker.releasePermission();
    }
  }
}
