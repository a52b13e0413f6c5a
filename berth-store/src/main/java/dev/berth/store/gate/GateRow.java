package dev.berth.store.gate;

import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Scope;
import dev.berth.core.policy.Severity;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A gate as columns and back. */
final class GateRow {
  private GateRow() {}

  static Args of(Gate gate) {
    Optional<Gate.Closed> closed = gate.closed();
    return Args.of("id", gate.id().value())
        .and("task_id", gate.task().value())
        .and("session_id", gate.session().value())
        .and("call_key", gate.asked().key())
        .and("tool", gate.asked().tool())
        .and("preview", gate.asked().preview())
        .and("input_sha256", gate.asked().inputSha256())
        .and("fingerprint", gate.asked().fingerprint())
        .and("effects", effects(gate.asked().effects()))
        .and("reason", gate.terms().reason())
        .and("severity", gate.terms().severity())
        .and("rules", Json.text(gate.terms().rules()))
        .and("approvers", Json.text(gate.terms().approvers().stream().sorted().toList()))
        .and("enforced", gate.terms().enforced())
        .and("offers", Json.text(gate.terms().offers().stream().map(Scope::text).toList()))
        .and("status", gate.status())
        .and("created_at", gate.createdAt())
        .and("expires_at", gate.expiresAt())
        .and("closed_at", closed.map(Gate.Closed::at))
        .and("decided_by", closed.flatMap(Gate.Closed::by).map(UserId::value))
        .and("channel", closed.flatMap(Gate.Closed::channel))
        .and("scope", closed.flatMap(Gate.Closed::scope).map(Scope::text))
        .and("deny_reason", closed.flatMap(Gate.Closed::reason))
        .and("answered_at", gate.uses().answeredAt())
        .and("bound_sha256", gate.uses().boundSha256())
        .and("used_at", gate.uses().usedAt())
        .and("version", gate.version());
  }

  static Gate read(Row row) throws SQLException {
    return new Gate(
        new GateId(row.text("id")),
        new TaskId(row.text("task_id")),
        new SessionId(row.text("session_id")),
        new Gate.Asked(
            row.optionalText("call_key"),
            row.text("tool"),
            row.text("preview"),
            row.text("input_sha256"),
            row.text("fingerprint"),
            effects(row.text("effects"))),
        new Gate.Terms(
            row.text("reason"),
            Severity.valueOf(row.text("severity")),
            Json.texts(row.text("rules")),
            new HashSet<>(Json.texts(row.text("approvers"))),
            row.flag("enforced"),
            Json.texts(row.text("offers")).stream().map(Scope::parse).toList()),
        Gate.Status.valueOf(row.text("status")),
        row.time("created_at"),
        row.time("expires_at"),
        closed(row),
        new Gate.Uses(
            row.optionalTime("answered_at"),
            row.optionalText("bound_sha256"),
            row.optionalTime("used_at")),
        row.number("version"));
  }

  private static Optional<Gate.Closed> closed(Row row) throws SQLException {
    Optional<Instant> at = row.optionalTime("closed_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Gate.Closed(
            at.get(),
            row.optionalText("decided_by").map(UserId::new),
            row.optionalText("channel"),
            row.optionalText("scope").map(Scope::parse),
            row.optionalText("deny_reason")));
  }

  /** Three texts each: action, target, and whether it is enforced. */
  private static String effects(List<Ruling.Effect> effects) {
    List<String> texts = new ArrayList<>();
    for (Ruling.Effect effect : effects) {
      texts.add(effect.action());
      // An empty target means another thing than none.
      texts.add(effect.target().map(target -> "=" + target).orElse(""));
      texts.add(Boolean.toString(effect.enforced()));
    }
    return Json.text(texts);
  }

  private static List<Ruling.Effect> effects(String json) {
    List<String> texts = Json.texts(json);
    List<Ruling.Effect> effects = new ArrayList<>();
    for (int i = 0; i + 2 < texts.size(); i += 3) {
      String target = texts.get(i + 1);
      effects.add(
          new Ruling.Effect(
              texts.get(i),
              target.isEmpty() ? Optional.empty() : Optional.of(target.substring(1)),
              Boolean.parseBoolean(texts.get(i + 2))));
    }
    return effects;
  }
}
