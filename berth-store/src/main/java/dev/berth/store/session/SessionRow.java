package dev.berth.store.session;

import dev.berth.core.id.NodeId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.session.SessionState;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** A session as columns and back. */
final class SessionRow {
  private SessionRow() {}

  static Args of(Session session) {
    Optional<AgentExit> exit = session.exit();
    Optional<AgentResult> result = session.result();
    return Args.of("id", session.id().value())
        .and("task_id", session.task().value())
        .and("backend", session.backend())
        .and("state", session.state())
        .and("observer", session.observer().map(NodeId::value))
        .and("observed_from", session.observedFrom())
        .and("requested_at", session.requestedAt())
        .and("started_at", session.startedAt())
        .and("ready_at", session.readyAt())
        .and("last_sign_at", session.lastSignAt())
        .and("hard_end", session.hardEnd())
        .and("silent", session.silent())
        .and("exit_code", exit.flatMap(AgentExit::code))
        .and("exit_signal", exit.flatMap(AgentExit::signal))
        .and("exit_out_of_memory", exit.map(AgentExit::outOfMemory))
        .and("exit_reason", exit.map(AgentExit::reason))
        .and("exit_at", exit.map(AgentExit::at))
        .and("result_success", result.map(AgentResult::success))
        .and("result_error", result.flatMap(AgentResult::errorCode))
        .and("result_message", result.map(AgentResult::message))
        .and("result_reported", result.map(AgentResult::reported))
        .and("result_at", result.map(AgentResult::at))
        .and("epoch", session.epoch())
        .and("version", session.version());
  }

  static Session read(Row row) throws SQLException {
    return new Session(
        new SessionId(row.text("id")),
        new TaskId(row.text("task_id")),
        row.text("backend"),
        SessionState.valueOf(row.text("state")),
        row.optionalText("observer").map(NodeId::new),
        row.optionalTime("observed_from"),
        row.time("requested_at"),
        row.optionalTime("started_at"),
        row.optionalTime("ready_at"),
        row.optionalTime("last_sign_at"),
        row.time("hard_end"),
        row.flag("silent"),
        readExit(row),
        readResult(row),
        row.number("epoch"),
        row.number("version"));
  }

  private static Optional<AgentExit> readExit(Row row) throws SQLException {
    Optional<Instant> at = row.optionalTime("exit_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AgentExit(
            row.optionalInteger("exit_code"),
            row.optionalInteger("exit_signal"),
            row.flag("exit_out_of_memory"),
            row.text("exit_reason"),
            at.get()));
  }

  private static Optional<AgentResult> readResult(Row row) throws SQLException {
    Optional<Instant> at = row.optionalTime("result_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AgentResult(
            row.flag("result_success"),
            row.optionalText("result_error"),
            row.text("result_message"),
            row.text("result_reported"),
            at.get()));
  }
}
