package dev.berth.core.gate;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stops steps for people where the rules say so. What is asked and what is decided is in the
 * database before anybody hears of it; a question may be asked again after a crash and finds its
 * gate. Thread-safe.
 */
public interface Gates {
  /**
   * An agent asks before it takes a step. An approval of this one call is used up by the answer
   * that allows it; the same {@code key} with the same step hears that answer again.
   *
   * @param key the agent's id of the tool call, at most 200 characters
   */
  Answer ask(SessionId session, Call call, String key);

  /**
   * A door asks about an effect that it holds back. The same effect finds its gate, or the approval
   * of a command that said it would do this; an approval of this one effect holds until {@link
   * #done}.
   */
  Answer hold(SessionId session, Call effect);

  /**
   * The effect that {@link #hold} allowed has happened: the approval is used up. Repeating this
   * does nothing.
   */
  void done(SessionId session, GateId gate);

  /**
   * How a gate of the session stands, as soon as it is decided, or after {@code wait}.
   *
   * @param wait at most 60 s; zero to look only
   * @throws dev.berth.core.error.BerthException {@code GATE_NOT_FOUND}
   */
  Answer look(SessionId session, GateId gate, Duration wait) throws InterruptedException;

  /** How a step stands. */
  sealed interface Answer {
    /**
     * Go on.
     *
     * @param gate the one whose approval says so
     */
    record Allowed(Optional<GateId> gate) implements Answer {}

    /** No. Reasons of people are redacted. */
    record Denied(ErrorCode code, String reason, List<String> rules) implements Answer {
      public Denied {
        rules = List.copyOf(rules);
      }
    }

    /** A human is asked. */
    record Pending(GateId gate, String reason, Instant expiresAt) implements Answer {}
  }
}
