package dev.berth.store.session;

import dev.berth.core.id.TaskId;
import dev.berth.core.session.Verification;
import dev.berth.core.session.Verification.Check;
import dev.berth.core.session.VerificationStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Verifications by task and commit. */
public final class SqlVerificationStore implements VerificationStore {
  private final Sql sql;

  public SqlVerificationStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void put(TaskId task, Verification verification) {
    sql.update(
        """
        insert into verifications (
          task_id, head_oid, head_build, head_lint, base_build, base_lint, error, at)
        values (:task, :head_oid, :head_build, :head_lint, :base_build, :base_lint, :error, :at)
        on conflict (task_id, head_oid) do nothing
        """,
        Args.of("task", task.value())
            .and("head_oid", verification.headOid())
            .and("head_build", verification.headBuild().map(SqlVerificationStore::json))
            .and("head_lint", verification.headLint().map(SqlVerificationStore::json))
            .and("base_build", verification.baseBuild().map(SqlVerificationStore::json))
            .and("base_lint", verification.baseLint().map(SqlVerificationStore::json))
            .and("error", verification.error())
            .and("at", verification.at()));
  }

  @Override
  public Optional<Verification> find(TaskId task, String headOid) {
    return sql.one(
        "select * from verifications where task_id = :task and head_oid = :head_oid",
        Args.of("task", task.value()).and("head_oid", headOid),
        SqlVerificationStore::read);
  }

  private static Verification read(Row row) throws SQLException {
    return new Verification(
        row.text("head_oid"),
        row.optionalText("head_build").map(SqlVerificationStore::check),
        row.optionalText("head_lint").map(SqlVerificationStore::check),
        row.optionalText("base_build").map(SqlVerificationStore::check),
        row.optionalText("base_lint").map(SqlVerificationStore::check),
        row.optionalText("error"),
        row.time("at"));
  }

  private static String json(Check check) {
    return Json.text(
        Map.of(
            "command", check.command(),
            "exit_code", check.exitCode(),
            "duration_ms", check.duration().toMillis(),
            "output", check.output()));
  }

  private static Check check(String text) {
    Map<String, Object> map = Json.map(text);
    return new Check(
        String.valueOf(map.get("command")),
        number(map, "exit_code").intValue(),
        Duration.ofMillis(number(map, "duration_ms").longValue()),
        String.valueOf(map.get("output")));
  }

  private static Number number(Map<String, Object> map, String key) {
    return map.get(key) instanceof Number number ? number : 0;
  }
}
