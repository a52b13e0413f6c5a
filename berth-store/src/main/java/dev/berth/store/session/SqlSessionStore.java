package dev.berth.store.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.session.SessionStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sessions with their directives and output. */
public final class SqlSessionStore implements SessionStore {
  private static final String INSERT =
      """
      insert into sessions (
        id, task_id, backend, state, observer, observed_from, requested_at, started_at, ready_at,
        last_sign_at, hard_end, silent, exit_code, exit_signal, exit_out_of_memory, exit_reason,
        exit_at, result_success, result_error, result_message, result_reported, result_at, epoch,
        version)
      values (
        :id, :task_id, :backend, :state, :observer, :observed_from, :requested_at, :started_at,
        :ready_at, :last_sign_at, :hard_end, :silent, :exit_code, :exit_signal,
        :exit_out_of_memory, :exit_reason, :exit_at, :result_success, :result_error,
        :result_message, :result_reported, :result_at, :epoch, :version)
      """;

  private static final String UPDATE =
      """
      update sessions set
        state = :state, observer = :observer, observed_from = :observed_from,
        started_at = :started_at, ready_at = :ready_at,
        last_sign_at = case
          when last_sign_at is null or last_sign_at < :last_sign_at then :last_sign_at
          else last_sign_at end,
        hard_end = :hard_end, silent = :silent, exit_code = :exit_code, exit_signal = :exit_signal,
        exit_out_of_memory = :exit_out_of_memory, exit_reason = :exit_reason, exit_at = :exit_at,
        result_success = :result_success, result_error = :result_error,
        result_message = :result_message, result_reported = :result_reported,
        result_at = :result_at, epoch = :epoch, version = :version
      where id = :id and version = :version - 1
      """;

  private final Sql sql;

  public SqlSessionStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void insert(Session session) {
    sql.update(INSERT, SessionRow.of(session));
  }

  @Override
  public boolean update(Session session) {
    return sql.changed(UPDATE, SessionRow.of(session));
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return sql.one(
        "select * from sessions where id = :id", Args.of("id", id.value()), SessionRow::read);
  }

  @Override
  public void lock(SessionId id) {
    sql.list(
        "select id from sessions where id = :id " + sql.dialect().forUpdate(),
        Args.of("id", id.value()),
        row -> row.text("id"));
  }

  @Override
  public List<Session> in(Set<SessionState> states) {
    if (states.isEmpty()) {
      return List.of();
    }
    return sql.list(
        "select * from sessions where state in (<states>) order by id",
        Args.none().in("states", states),
        SessionRow::read);
  }

  @Override
  public List<Session> of(TaskId task) {
    return sql.list(
        "select * from sessions where task_id = :task order by id",
        Args.of("task", task.value()),
        SessionRow::read);
  }

  @Override
  public void putContext(SessionId session, String json) {
    sql.update(
        "update sessions set context = :json where id = :id and context is null",
        Args.of("id", session.value()).and("json", json));
  }

  @Override
  public Optional<String> context(SessionId session) {
    return sql.one(
        "select context from sessions where id = :id and context is not null",
        Args.of("id", session.value()),
        row -> row.text("context"));
  }

  @Override
  public void signs(Map<SessionId, Instant> lastSigns) {
    sql.batch(
        """
        update sessions set last_sign_at = :at
        where id = :id and (last_sign_at is null or last_sign_at < :at)
        """,
        lastSigns.entrySet().stream()
            // One order everywhere, so that two nodes do not wait for each other's rows.
            .sorted(Map.Entry.comparingByKey())
            .map(sign -> Args.of("id", sign.getKey().value()).and("at", sign.getValue()))
            .toList());
  }

  @Override
  public long addDirective(SessionId session, Directive directive) {
    long seq =
        sql.one(
                """
                update sessions set directive_count = directive_count + 1 where id = :id
                returning directive_count
                """,
                Args.of("id", session.value()),
                row -> row.number("directive_count"))
            .orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "no session " + session));
    sql.update(
        """
        insert into directives (session_id, seq, kind, words, deadline, at)
        values (:session, :seq, :kind, :words, :deadline, :at)
        """,
        DirectiveRow.of(directive).and("session", session.value()).and("seq", seq));
    return seq;
  }

  @Override
  public List<NumberedDirective> directivesAfter(SessionId session, long seq) {
    return sql.list(
        "select * from directives where session_id = :session and seq > :seq order by seq",
        Args.of("session", session.value()).and("seq", seq),
        row -> new NumberedDirective(row.number("seq"), DirectiveRow.read(row)));
  }

  @Override
  public boolean addOutput(SessionId session, OutputChunk chunk) {
    boolean isNew = addChunk(session, chunk);
    if (isNew) {
      sql.update(
          """
          update sessions set
            output_bytes = output_bytes + :size, output_chunks = output_chunks + 1
          where id = :id
          """,
          Args.of("id", session.value()).and("size", chunk.bytes().length));
    }
    return isNew;
  }

  private boolean addChunk(SessionId session, OutputChunk chunk) {
    return sql.changed(
        """
        insert into session_output (session_id, seq, stream, at, size, bytes)
        values (:session, :seq, :stream, :at, :size, :bytes)
        on conflict (session_id, seq) do nothing
        """,
        Args.of("session", session.value())
            .and("seq", chunk.seq())
            .and("stream", chunk.stream())
            .and("at", chunk.at())
            .and("size", chunk.bytes().length)
            .and("bytes", chunk.bytes()));
  }

  @Override
  public List<OutputChunk> output(SessionId session, long afterSeq, int limit) {
    return sql.list(
        """
        select * from session_output where session_id = :session and seq > :seq
        order by seq limit :limit
        """,
        Args.of("session", session.value()).and("seq", afterSeq).and("limit", limit),
        SqlSessionStore::readChunk);
  }

  @Override
  public OutputSum outputSum(SessionId session) {
    return sql.one(
            "select output_bytes, output_chunks from sessions where id = :session",
            Args.of("session", session.value()),
            row -> new OutputSum(row.number("output_bytes"), row.number("output_chunks")))
        .orElse(new OutputSum(0, 0));
  }

  private static OutputChunk readChunk(Row row) throws SQLException {
    return new OutputChunk(
        row.number("seq"), row.text("stream"), row.time("at"), row.bytes("bytes"));
  }
}
