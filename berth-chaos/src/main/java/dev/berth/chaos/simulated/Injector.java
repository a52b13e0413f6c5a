package dev.berth.chaos.simulated;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Every call of the engine to something outside passes here and may go wrong as the plan says. Once
 * the server is dead, every call is a death, until the next server begins. Calls are numbered; they
 * come one at a time, also when they come on different threads.
 */
final class Injector {
  private static final Duration HANG = Duration.ofSeconds(30);

  /** What can happen to a call that does something. */
  static final Set<Fault> EFFECT = EnumSet.complementOf(EnumSet.of(Fault.PARTIAL));

  /** What can happen to a call that only looks; a wrong answer is a case of its own. */
  static final Set<Fault> LOOK =
      EnumSet.complementOf(EnumSet.of(Fault.PARTIAL, Fault.TWICE, Fault.TIMEOUT_AFTER));

  /** What can happen to a listing. */
  static final Set<Fault> LIST =
      EnumSet.complementOf(EnumSet.of(Fault.TWICE, Fault.TIMEOUT_AFTER, Fault.NOT_FOUND));

  /** What can happen to a commit. */
  static final Set<Fault> COMMIT =
      EnumSet.of(Fault.TIMEOUT_BEFORE, Fault.DIE_BEFORE, Fault.DIE_AFTER);

  private final VirtualTime time;
  private Plan plan = Plan.calm();
  private long calls;
  private long faults;
  private long kills;
  private boolean dead;

  Injector(VirtualTime time) {
    this.time = time;
  }

  synchronized void follow(Plan next) {
    plan = next;
  }

  /** The next server begins. */
  synchronized void revive() {
    dead = false;
  }

  /** The server is killed between two calls. */
  synchronized void kill() {
    kills++;
  }

  synchronized long calls() {
    return calls;
  }

  synchronized long faults() {
    return faults;
  }

  synchronized long kills() {
    return kills;
  }

  /** A call whose failures have this code, where the place has one of its own. */
  <T> T call(String port, Set<Fault> possible, ErrorCode unreadable, Supplier<T> effect) {
    Optional<Fault> fault = next(port, possible);
    if (fault.isEmpty()) {
      return effect.get();
    }
    return switch (fault.get()) {
      case THROTTLED -> throw failure(ErrorCode.UNAVAILABLE, port, "throttled");
      case TIMEOUT_BEFORE -> throw failure(ErrorCode.UNAVAILABLE, port, "no answer in time");
      case TIMEOUT_AFTER -> {
        unheard(effect);
        throw failure(ErrorCode.UNAVAILABLE, port, "no answer in time");
      }
      case HANG -> {
        time.advance(HANG);
        throw failure(ErrorCode.UNAVAILABLE, port, "did not answer");
      }
      case NOT_FOUND -> throw failure(ErrorCode.NOT_FOUND, port, "no such thing");
      case DENIED -> throw failure(ErrorCode.FORBIDDEN, port, "denied");
      case MALFORMED -> {
        unheard(effect);
        throw failure(unreadable, port, "an answer that nobody can read");
      }
      case TWICE -> twice(effect);
      case PARTIAL -> throw new IllegalStateException("only listings are partial");
      case DIE_BEFORE -> throw dies(port);
      case DIE_AFTER -> {
        unheard(effect);
        throw dies(port);
      }
    };
  }

  /** A call without an answer. */
  void run(String port, Set<Fault> possible, ErrorCode unreadable, Runnable effect) {
    call(
        port,
        possible,
        unreadable,
        () -> {
          effect.run();
          return true;
        });
  }

  /** What happens to this call, for those whose wrong answers are of a kind of their own. */
  synchronized Optional<Fault> next(String port, Set<Fault> possible) {
    if (dead) {
      throw new Crash(port + ", dead already");
    }
    Optional<Fault> fault = plan.next(calls++, possible);
    fault.ifPresent(f -> faults += f.kills() ? 0 : 1);
    return fault;
  }

  /** The server dies here. */
  synchronized Crash dies(String port) {
    dead = true;
    kills++;
    return new Crash(port);
  }

  /** Does it; nobody hears the answer. */
  private static <T> void unheard(Supplier<T> effect) {
    T _ = effect.get();
  }

  /** The second finds what the first has done, and whatever it says is the first one's answer. */
  private static <T> T twice(Supplier<T> effect) {
    T first = effect.get();
    try {
      unheard(effect);
    } catch (BerthException e) {
      // What the second met is nobody's answer.
      return first;
    }
    return first;
  }

  static BerthException failure(ErrorCode code, String port, String why) {
    return new BerthException(code, port + ": " + why);
  }
}
