package dev.berth.runtime.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the gateway that the agent lives, on a thread of its own, and receives directives. A
 * directive counts as applied, and is acknowledged, when the agent took it with {@link
 * #takeDirectives}. Thread-safe.
 */
public final class Heartbeat {
  private final GatewayCalls calls;
  private final SessionEnd end;
  private final JsonMapper mapper;
  private final Pace pace;
  private final ReentrantLock beating = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Directive> waiting = new ArrayList<>();
  private long highestReceived;
  private long highestApplied;
  private int turnsAttempted;
  private int turnsCompleted;
  private String activity = "starting";
  private SessionState state = SessionState.UNKNOWN;
  private @Nullable Consumer<Directive> listener;

  Heartbeat(GatewayCalls calls, SessionEnd end, JsonMapper mapper, Pace pace) {
    this.calls = calls;
    this.end = end;
    this.mapper = mapper;
    this.pace = pace;
  }

  void start() {
    Thread.ofPlatform().name("berth-heartbeat").daemon().start(this::loop);
  }

  /**
   * Hears of directives as they arrive, on the heartbeat's thread; they still have to be taken. For
   * what cannot wait: a cancel.
   */
  public void onArrival(Consumer<Directive> consumer) {
    lock.lock();
    try {
      listener = consumer;
    } finally {
      lock.unlock();
    }
  }

  /** Sets the counters that the next heartbeats carry. */
  public void turns(int attempted, int completed) {
    lock.lock();
    try {
      turnsAttempted = attempted;
      turnsCompleted = completed;
    } finally {
      lock.unlock();
    }
  }

  /** Says in a word or two what the agent does, for people who watch. */
  public void activity(String words) {
    lock.lock();
    try {
      activity = words;
    } finally {
      lock.unlock();
    }
  }

  /** What the last heartbeat told. */
  public SessionState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The directives that arrived since the last call, oldest first, each once. They count as applied
   * from here on.
   */
  public List<Directive> takeDirectives() {
    lock.lock();
    try {
      List<Directive> taken = List.copyOf(waiting);
      waiting.clear();
      highestApplied = highestReceived;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * One heartbeat right now, tried once; used between turns to hear the newest directives.
   *
   * @return whether the gateway answered
   * @throws SessionEndedException when the session is over
   */
  public boolean beatNow() throws InterruptedException {
    end.check();
    beating.lockInterruptibly();
    try {
      Optional<byte[]> answer = calls.once(call());
      answer.ifPresent(this::apply);
      return answer.isPresent();
    } finally {
      beating.unlock();
    }
  }

  private void loop() {
    Duration retry = pace.retryFirst();
    while (!end.ended()) {
      try {
        boolean answered = beatNow();
        retry = answered ? pace.retryFirst() : shorter(retry.multipliedBy(2), pace.retryMost());
        end.pause(answered ? pace.heartbeat() : retry);
      } catch (SessionEndedException over) {
        return;
      } catch (SessionException | JacksonException refused) {
        // A heartbeat that is refused or not understood does not end the session; the next one may
        // do better.
        pauseOrEnd(pace.heartbeat());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void pauseOrEnd(Duration pause) {
    try {
      end.pause(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private GatewayCalls.Call call() {
    byte[] body;
    lock.lock();
    try {
      body =
          mapper.writeValueAsBytes(
              new Beat(highestApplied, turnsAttempted, turnsCompleted, activity));
    } finally {
      lock.unlock();
    }
    return new GatewayCalls.Call(
        "POST",
        "/session/heartbeat",
        body,
        Map.of("Content-Type", "application/json"),
        Duration.ofSeconds(10));
  }

  private void apply(byte[] answer) {
    Answer told = mapper.readValue(answer, Answer.class);
    List<Directive> arrived = new ArrayList<>();
    Consumer<Directive> hears;
    lock.lock();
    try {
      state = new SessionState(told.budget(), told.deadline(), told.turnsLeft());
      List<WireDirective> directives = told.directives() == null ? List.of() : told.directives();
      for (WireDirective directive : directives) {
        if (directive.seq() > highestReceived) {
          highestReceived = directive.seq();
          arrived.add(directive.typed());
        }
      }
      waiting.addAll(arrived);
      hears = listener;
    } finally {
      lock.unlock();
    }
    if (hears != null) {
      arrived.forEach(hears);
    }
  }

  private record Beat(
      long lastDirective, int turnsAttempted, int turnsCompleted, String activity) {}

  private record Answer(
      @Nullable List<WireDirective> directives,
      SessionState.@Nullable Budget budget,
      @Nullable Instant deadline,
      @Nullable Integer turnsLeft) {}

  private record WireDirective(long seq, String type, @Nullable String text) {
    Directive typed() {
      String words = text == null ? "" : text;
      return switch (type) {
        case "cancel" -> new Directive.Cancel(seq);
        case "nudge" -> new Directive.Nudge(seq, words);
        case "land" -> new Directive.Land(seq);
        case "denial" -> new Directive.Denial(seq, words);
        case "deadline" -> new Directive.Deadline(seq);
        default -> new Directive.Other(seq, type, words);
      };
    }
  }
}
