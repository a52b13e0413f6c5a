package dev.berth.engine.repo;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.blob.Sha256;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Records who changed what decides about a repository's steps: its rules, the paths it protects,
 * who may approve. Rules are recorded by their digest, which an operator compares with the text
 * that he keeps.
 */
final class PolicyAudit {
  private PolicyAudit() {}

  /** In the unit of work that stores the change; nothing when these are as they were. */
  static void audit(Tx tx, Repository repository, RepoSettings before, UserId by, Instant at) {
    RepoSettings after = repository.settings();
    Map<String, Object> facts = new LinkedHashMap<>();
    note(facts, "policy_sha256", digest(before), digest(after));
    note(facts, "protected_paths", paths(before), paths(after));
    note(facts, "approvers", approvers(before), approvers(after));
    if (!facts.isEmpty()) {
      tx.audit()
          .append(
              new AuditEntry(
                  at,
                  AuditAction.POLICY_CHANGED,
                  Optional.of(by),
                  Optional.empty(),
                  repository.name().toString(),
                  facts));
    }
  }

  private static void note(Map<String, Object> facts, String name, String before, String after) {
    if (!Objects.equals(before, after)) {
      facts.put(name + "_before", before);
      facts.put(name, after);
    }
  }

  private static String digest(RepoSettings settings) {
    return settings
        .policy()
        .map(text -> Sha256.hex(text.getBytes(StandardCharsets.UTF_8)))
        .orElse("none");
  }

  private static String paths(RepoSettings settings) {
    return settings.protectedPaths().map(List::toString).orElse("none of its own");
  }

  private static String approvers(RepoSettings settings) {
    return settings.approvers().stream().map(UserId::value).sorted().toList().toString();
  }
}
