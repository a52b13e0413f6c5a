package dev.berth.core.policy;

import dev.berth.core.id.SessionId;
import java.util.List;
import java.util.Map;

/** Decides what an agent may do. Every failure to decide is a denial with its own code. */
public interface Policy {
  Verdict decide(Question question);

  /**
   * What somebody wants to do.
   *
   * @param input JSON values of the JDK, as the agent gave them
   */
  record Question(SessionId session, String workflow, String tool, Map<String, Object> input) {}

  /** The answer. */
  sealed interface Verdict {
    record Allow() implements Verdict {}

    record Deny(String code, String reason, List<String> rules) implements Verdict {}

    record Ask(String reason, String severity, List<String> rules) implements Verdict {}
  }
}
