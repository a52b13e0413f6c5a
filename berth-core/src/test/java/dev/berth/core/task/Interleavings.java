package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.UserId;
import dev.berth.core.task.Evidence.Build;
import dev.berth.core.task.Evidence.ChangeRequestFact;
import dev.berth.core.task.Evidence.EffectFact;
import dev.berth.core.task.Evidence.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Random signals at random moments; the same seed gives the same sequence. */
final class Interleavings {
  private static final String ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  private static final Signal.Kind[] KINDS = Signal.Kind.values();

  private final SplittableRandom random;

  Interleavings(long seed) {
    this.random = new SplittableRandom(seed);
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  /** Mostly a little later; often just before, at, or after the next deadline. */
  Instant later(Instant now, Optional<Instant> deadline) {
    int dice = random.nextInt(20);
    if (dice < 3 && deadline.isPresent()) {
      Instant near = deadline.get().plusMillis(dice - 1L);
      return near.isBefore(now) ? now : near;
    }
    return switch (dice) {
      case 3, 4 -> now;
      case 5 -> now.plus(Duration.ofMinutes(random.nextInt(200)));
      default -> now.plusMillis(random.nextInt(3_000));
    };
  }

  /** A signal that suits the status more often than not, so that tasks get on. */
  Signal signal(TaskState state, Instant now) {
    Signal.Kind kind =
        random.nextInt(3) == 0 ? KINDS[random.nextInt(KINDS.length)] : likely(state.status());
    return of(kind, now);
  }

  /** Signals of a task that raises gates until it may not, so that the cap is met. */
  Signal gateHappy(TaskState state, Instant now) {
    return switch (state.status()) {
      case HYDRATING, RUNNING, AWAITING_APPROVAL ->
          chance(100)
              ? signal(state, now)
              : of(chance(3) ? Signal.Kind.GATE_CLOSED : Signal.Kind.GATE_RAISED, now);
      case PENDING_UPLOADS,
          SUBMITTED,
          QUEUED,
          FINALIZING,
          COMPLETED,
          FAILED,
          CANCELLED,
          TIMED_OUT ->
          signal(state, now);
    };
  }

  private Signal.Kind likely(TaskStatus status) {
    List<Signal.Kind> kinds =
        switch (status) {
          case PENDING_UPLOADS -> List.of(Signal.Kind.UPLOADS_CONFIRMED, Signal.Kind.TICK);
          case SUBMITTED -> List.of(Signal.Kind.GRANTED, Signal.Kind.NO_ROOM, Signal.Kind.TICK);
          case QUEUED -> List.of(Signal.Kind.GRANTED, Signal.Kind.TICK);
          case HYDRATING ->
              List.of(Signal.Kind.HYDRATED, Signal.Kind.SESSION_READY, Signal.Kind.TICK);
          case RUNNING, AWAITING_APPROVAL ->
              List.of(
                  Signal.Kind.GATE_RAISED,
                  Signal.Kind.GATE_RAISED,
                  Signal.Kind.GATE_CLOSED,
                  Signal.Kind.GATE_CLOSED,
                  Signal.Kind.TICK);
          case FINALIZING -> List.of(Signal.Kind.SETTLED, Signal.Kind.TICK, Signal.Kind.CANCEL);
          case COMPLETED, FAILED, CANCELLED, TIMED_OUT -> List.of(KINDS);
        };
    return kinds.get(random.nextInt(kinds.size()));
  }

  private Signal of(Signal.Kind kind, Instant now) {
    return switch (kind) {
      case UPLOADS_CONFIRMED -> new Signal.UploadsConfirmed();
      case UPLOAD_BLOCKED -> new Signal.UploadBlocked("a.png", "malware");
      case GRANTED -> new Signal.Granted(new SessionId(ULID), now.plus(Duration.ofHours(24)));
      case NO_ROOM -> new Signal.NoRoom("user");
      case ADMISSION_REFUSED -> new Signal.AdmissionRefused(ErrorCode.ADMISSION_REFUSED, "rule");
      case HYDRATED ->
          new Signal.Hydrated(
              Duration.ofSeconds(60), now.plus(Duration.ofHours(2 + random.nextInt(22))));
      case SESSION_READY -> new Signal.SessionReady();
      case START_FAILED ->
          new Signal.StartFailed(
              pick(Signal.Stage.values()), ErrorCode.SESSION_START_FAILED, "no bwrap");
      case SESSION_EXITED -> new Signal.SessionExited("exit 1");
      case SESSION_LOST -> new Signal.SessionLost("gone");
      case GATE_RAISED -> new Signal.GateRaised(new GateId(ULID), "push");
      case GATE_CLOSED ->
          new Signal.GateClosed(
              new GateId(ULID), pick(Signal.Resolution.values()), Optional.of(new UserId("eve")));
      case RESULT_REPORTED -> new Signal.ResultReported(random.nextBoolean());
      case EXHAUSTED -> new Signal.Exhausted(pick(Signal.Exhausted.What.values()));
      case SESSION_SUSPENDED -> new Signal.SessionSuspended();
      case SESSION_RESUMED -> new Signal.SessionResumed();
      case OBSERVER_BACK -> new Signal.ObserverBack(Duration.ofMillis(random.nextInt(9_000)));
      case CANCEL -> new Signal.Cancel(new UserId("eve"), Optional.of("enough"));
      case TICK -> new Signal.Tick();
      case SETTLED -> new Signal.Settled(evidence());
    };
  }

  private Evidence evidence() {
    return new Evidence(
        pick(Word.values()),
        Optional.of(ErrorCode.AGENT_LOOP),
        Optional.of("words"),
        pick(ChangeRequestFact.values()),
        Optional.empty(),
        random.nextInt(3),
        pick(EffectFact.values()),
        pick(Build.values()));
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
