package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened and that may move a task. Everybody sends signals; only {@link
 * TaskLifecycle} knows what follows. Texts in signals are bounded by whoever makes them and never
 * hold a secret.
 */
public sealed interface Signal {
  /** Which signal it is, without its content. */
  Kind kind();

  /** All attachments are there and clean. */
  record UploadsConfirmed() implements Signal {
    @Override
    public Kind kind() {
      return Kind.UPLOADS_CONFIRMED;
    }
  }

  /** An attachment did not pass the content screen. */
  record UploadBlocked(String attachment, String reason) implements Signal {
    @Override
    public Kind kind() {
      return Kind.UPLOAD_BLOCKED;
    }
  }

  /**
   * Slots, capacity and a session row were taken in this transaction.
   *
   * @param hardEnd the session's hard end as far as it is known now
   */
  record Granted(SessionId session, Instant hardEnd) implements Signal {
    @Override
    public Kind kind() {
      return Kind.GRANTED;
    }
  }

  /**
   * No slot or no capacity is free.
   *
   * @param scope what is full, in words: {@code user}, {@code repository}, {@code installation}
   */
  record NoRoom(String scope) implements Signal {
    @Override
    public Kind kind() {
      return Kind.NO_ROOM;
    }
  }

  /** The task may not run. */
  record AdmissionRefused(ErrorCode code, String detail) implements Signal {
    @Override
    public Kind kind() {
      return Kind.ADMISSION_REFUSED;
    }
  }

  /**
   * The context is complete; the session is about to be started.
   *
   * @param startLimit until its first sign of life
   * @param hardEnd its hard end, now that the start is near
   */
  record Hydrated(Duration startLimit, Instant hardEnd) implements Signal {
    @Override
    public Kind kind() {
      return Kind.HYDRATED;
    }
  }

  /** The session said hello, authenticated, and its agent is healthy. */
  record SessionReady() implements Signal {
    @Override
    public Kind kind() {
      return Kind.SESSION_READY;
    }
  }

  /** Preflight, hydration or start failed, with a code of the catalogue. */
  record StartFailed(Stage stage, ErrorCode code, String detail) implements Signal {
    @Override
    public Kind kind() {
      return Kind.START_FAILED;
    }
  }

  /** The agent's process ended; a result may still come within the grace. */
  record SessionExited(String reason) implements Signal {
    @Override
    public Kind kind() {
      return Kind.SESSION_EXITED;
    }
  }

  /** The session is gone, or silent for so long that it counts as gone. */
  record SessionLost(String evidence) implements Signal {
    @Override
    public Kind kind() {
      return Kind.SESSION_LOST;
    }
  }

  /**
   * Policy stopped the agent for a human.
   *
   * @param facts what people are told of it beside that, as an event's metadata
   */
  record GateRaised(GateId gate, String reason, Map<String, Object> facts) implements Signal {
    public GateRaised {
      facts = Map.copyOf(facts);
    }

    public GateRaised(GateId gate, String reason) {
      this(gate, reason, Map.of());
    }

    @Override
    public Kind kind() {
      return Kind.GATE_RAISED;
    }
  }

  /**
   * A gate was decided, expired or withdrawn; its own row says that this happens once.
   *
   * @param facts what people are told of it beside that, as an event's metadata
   */
  record GateClosed(
      GateId gate, Resolution resolution, Optional<UserId> by, Map<String, Object> facts)
      implements Signal {
    public GateClosed {
      facts = Map.copyOf(facts);
    }

    public GateClosed(GateId gate, Resolution resolution, Optional<UserId> by) {
      this(gate, resolution, by, Map.of());
    }

    @Override
    public Kind kind() {
      return Kind.GATE_CLOSED;
    }
  }

  /** The agent reported its result; the session's row has it. */
  record ResultReported(boolean success) implements Signal {
    @Override
    public Kind kind() {
      return Kind.RESULT_REPORTED;
    }
  }

  /** Something that a task or its session may use is used up. */
  record Exhausted(What what) implements Signal {
    @Override
    public Kind kind() {
      return Kind.EXHAUSTED;
    }

    /** What is used up. */
    public enum What {
      BUDGET,
      TURNS,
      /** The sandbox's memory. */
      MEMORY,
      /** The sandbox's disk. */
      DISK,
      /** The host's disk: not the task's fault. */
      DISK_FLOOR
    }
  }

  /** The session was suspended. */
  record SessionSuspended() implements Signal {
    @Override
    public Kind kind() {
      return Kind.SESSION_SUSPENDED;
    }
  }

  /** The session runs again. */
  record SessionResumed() implements Signal {
    @Override
    public Kind kind() {
      return Kind.SESSION_RESUMED;
    }
  }

  /** The session was not observed for so long, and is again. */
  record ObserverBack(Duration gap) implements Signal {
    @Override
    public Kind kind() {
      return Kind.OBSERVER_BACK;
    }
  }

  /** Somebody cancels. */
  record Cancel(UserId by, Optional<String> reason) implements Signal {
    @Override
    public Kind kind() {
      return Kind.CANCEL;
    }
  }

  /** Time has passed: whatever is due at the moment of the decision happens. */
  record Tick() implements Signal {
    @Override
    public Kind kind() {
      return Kind.TICK;
    }
  }

  /** Everything that the outcome depends on is confirmed. */
  record Settled(Evidence evidence) implements Signal {
    @Override
    public Kind kind() {
      return Kind.SETTLED;
    }
  }

  /** In which stage a start failed. */
  enum Stage {
    PREFLIGHT,
    HYDRATION,
    START
  }

  /** How a gate ended. */
  enum Resolution {
    APPROVED,
    DENIED,
    EXPIRED,
    WITHDRAWN
  }

  /** The signals without their content: the columns of the transition table. */
  enum Kind {
    UPLOADS_CONFIRMED(UploadsConfirmed.class),
    UPLOAD_BLOCKED(UploadBlocked.class),
    GRANTED(Granted.class),
    NO_ROOM(NoRoom.class),
    ADMISSION_REFUSED(AdmissionRefused.class),
    HYDRATED(Hydrated.class),
    SESSION_READY(SessionReady.class),
    START_FAILED(StartFailed.class),
    SESSION_EXITED(SessionExited.class),
    SESSION_LOST(SessionLost.class),
    GATE_RAISED(GateRaised.class),
    GATE_CLOSED(GateClosed.class),
    RESULT_REPORTED(ResultReported.class),
    EXHAUSTED(Exhausted.class),
    SESSION_SUSPENDED(SessionSuspended.class),
    SESSION_RESUMED(SessionResumed.class),
    OBSERVER_BACK(ObserverBack.class),
    CANCEL(Cancel.class),
    TICK(Tick.class),
    SETTLED(Settled.class);

    private final Class<? extends Signal> type;

    Kind(Class<? extends Signal> type) {
      this.type = type;
    }

    /** The kind of a signal's class. */
    static Kind of(Class<? extends Signal> type) {
      for (Kind kind : values()) {
        if (kind.type.equals(type)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("not a signal: " + type);
    }

    /** The words for tables and diagrams. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
