package dev.berth.core.audit;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.text.SafeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the audit. Its texts pass {@link SafeText}: no secrets, and nothing that acts on a
 * terminal.
 *
 * @param by who did it; empty when it was Berth itself
 * @param task empty when it is about none
 * @param subject the thing: a gate's id, a key's id, a repository's name
 * @param facts texts, numbers and flags
 */
public record AuditEntry(
    Instant at,
    AuditAction action,
    Optional<UserId> by,
    Optional<TaskId> task,
    String subject,
    Map<String, Object> facts) {
  private static final int LONGEST = 1_000;

  public AuditEntry {
    subject = SafeText.line(subject, LONGEST);
    Map<String, Object> safe = new LinkedHashMap<>();
    facts.forEach((name, value) -> safe.put(name, safe(value)));
    facts = Map.copyOf(safe);
  }

  private static Object safe(Object value) {
    return value instanceof Number || value instanceof Boolean
        ? value
        : SafeText.line(String.valueOf(value), LONGEST);
  }
}
