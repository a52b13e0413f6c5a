package dev.berth.engine.session;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Results that Berth reads from what agents do. Pure. */
final class Results {
  private static final int MESSAGE_CHARS = 4_000;

  private Results() {}

  static AgentResult succeeded(String message, Instant at) {
    return new AgentResult(true, Optional.empty(), cut(message), "{}", at);
  }

  static AgentResult failed(String message, Instant at) {
    return failed(ErrorCode.AGENT_FAILED.name(), message, at);
  }

  static AgentResult failed(String code, String message, Instant at) {
    return new AgentResult(false, Optional.of(code), cut(message), "{}", at);
  }

  /** How an agent ended, in words. */
  static String how(AgentExit exit) {
    StringBuilder text = new StringBuilder("the agent's process ended");
    exit.code().ifPresent(code -> text.append(" with exit code ").append(code));
    exit.signal().ifPresent(signal -> text.append(" by signal ").append(signal));
    if (exit.outOfMemory()) {
      text.append(", out of memory");
    }
    return exit.reason().isEmpty() ? text.toString() : text + " (" + cut(exit.reason()) + ")";
  }

  /** Whether it is the same report, whenever it came. */
  static boolean isSame(AgentResult one, AgentResult other) {
    return one.success() == other.success()
        && one.errorCode().equals(other.errorCode())
        && one.message().equals(other.message())
        && one.reported().equals(other.reported());
  }

  /** How many turns the report speaks of. */
  static Optional<SessionSigns.Turns> turns(SessionJson json, AgentResult result) {
    try {
      Map<String, Object> report = json.object(result.reported());
      return report.get("turns_completed") instanceof Integer turns && turns >= 0
          ? Optional.of(new SessionSigns.Turns(turns, turns))
          : Optional.empty();
    } catch (JacksonException e) {
      // An agent's own words; without a readable number there is none.
      return Optional.empty();
    }
  }

  private static String cut(String text) {
    return text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS);
  }
}
