package dev.berth.core.access;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an API key may be limited to, below its owner's role. */
public enum Scope {
  TASKS_READ("tasks:read"),
  TASKS_WRITE("tasks:write"),
  REPOS_READ("repos:read"),
  REPOS_WRITE("repos:write"),
  API_KEYS_READ("api-keys:read"),
  API_KEYS_WRITE("api-keys:write"),
  LEASES_READ("leases:read"),
  WORKFLOWS_READ("workflows:read"),
  AUDIT_READ("audit:read"),
  METRICS_READ("metrics:read");

  private final String wire;

  Scope(String wire) {
    this.wire = wire;
  }

  /** As requests and answers name it. */
  public String wire() {
    return wire;
  }

  /** The scope of this name. */
  public static Optional<Scope> of(String wire) {
    return Arrays.stream(values()).filter(scope -> scope.wire.equals(wire)).findFirst();
  }

  /** All names, for messages. */
  public static String allNames() {
    return Arrays.stream(values()).map(Scope::wire).collect(Collectors.joining(", "));
  }
}
