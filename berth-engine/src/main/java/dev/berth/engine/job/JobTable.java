package dev.berth.engine.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of jobs. db-scheduler takes them, keeps them alive and finds the dead; what it lacks is
 * here: asking for a job that is running right now, which its own client drops. The column {@code
 * again_at} holds when such a job is wanted once more, or {@link #FORGET} when it was cancelled. It
 * is changed without a new version, so the running worker keeps its claim, and is read and removed
 * in the statements that end the run, so nothing comes between.
 */
final class JobTable {
  private static final long FORGET = -1;

  private JobTable() {}

  static void schedule(Connection connection, JobKind kind, String key, Instant at) {
    update(
        connection,
        """
        insert into jobs (task_name, task_instance, execution_time, picked, version)
        values (?, ?, ?, false, 1)
        on conflict (task_name, task_instance) do update set
          execution_time = case
            when not jobs.picked and excluded.execution_time < jobs.execution_time
              then excluded.execution_time
            else jobs.execution_time end,
          again_at = case
            when jobs.picked and (jobs.again_at is null or jobs.again_at = -1
                or excluded.execution_time < jobs.again_at)
              then excluded.execution_time
            else jobs.again_at end
        """,
        kind.stored(),
        key,
        at.toEpochMilli());
  }

  static void cancel(Connection connection, JobKind kind, String key) {
    int waiting =
        update(
            connection,
            "delete from jobs where task_name = ? and task_instance = ? and picked = false",
            kind.stored(),
            key);
    if (waiting == 0) {
      update(
          connection,
          """
          update jobs set again_at = ?
          where task_name = ? and task_instance = ? and picked = true
          """,
          FORGET,
          kind.stored(),
          key);
    }
  }

  /** Takes a waiting job of this version; whether nobody else did. */
  static Optional<Claim> pick(Connection connection, Claim waiting, Instant now) {
    int picked =
        update(
            connection,
            """
            update jobs set picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
            where task_name = ? and task_instance = ? and version = ? and picked = false
            """,
            waiting.worker(),
            now.toEpochMilli(),
            waiting.name(),
            waiting.key(),
            waiting.version());
    return picked == 1
        ? Optional.of(
            new Claim(
                waiting.name(),
                waiting.key(),
                waiting.worker(),
                waiting.version() + 1,
                waiting.failures()))
        : Optional.empty();
  }

  /** Ends a run; whether the job waits again. A claim that was lost meanwhile changes nothing. */
  static boolean end(Connection connection, Claim claim, Ended ended, Instant now) {
    return switch (ended) {
      case Ended.Well(JobHandler.Next.Done()) ->
          delete(connection, claim, "and (again_at is null or again_at = -1)") == 0
              && again(connection, claim, "again_at", now);
      case Ended.Well(JobHandler.Next.Again(Instant at)) ->
          delete(connection, claim, "and again_at = -1") == 0
              && again(connection, claim, earlierOf(at), now);
      case Ended.Badly(Instant retryAt) ->
          delete(connection, claim, "and again_at = -1") == 0
              && failed(connection, claim, retryAt, now);
    };
  }

  private static String earlierOf(Instant at) {
    return "case when again_at < %1$d then again_at else %1$d end".formatted(at.toEpochMilli());
  }

  private static int delete(Connection connection, Claim claim, String when) {
    return update(
        connection,
        """
        delete from jobs
        where task_name = ? and task_instance = ? and picked_by = ? and version = ? %s
        """
            .formatted(when),
        claim.name(),
        claim.key(),
        claim.worker(),
        claim.version());
  }

  private static boolean again(Connection connection, Claim claim, String when, Instant now) {
    return update(
            connection,
            """
            update jobs set
              picked = false, picked_by = null, last_heartbeat = null, version = version + 1,
              execution_time = %s, again_at = null, consecutive_failures = 0, last_success = ?
            where task_name = ? and task_instance = ? and picked_by = ? and version = ?
            """
                .formatted(when),
            now.toEpochMilli(),
            claim.name(),
            claim.key(),
            claim.worker(),
            claim.version())
        == 1;
  }

  /** A request for once more stays: it may be for a later moment than the retry. */
  private static boolean failed(Connection connection, Claim claim, Instant retryAt, Instant now) {
    return update(
            connection,
            """
            update jobs set
              picked = false, picked_by = null, last_heartbeat = null, version = version + 1,
              execution_time = ?, consecutive_failures = ?, last_failure = ?
            where task_name = ? and task_instance = ? and picked_by = ? and version = ?
            """,
            retryAt.toEpochMilli(),
            claim.failures() + 1,
            now.toEpochMilli(),
            claim.name(),
            claim.key(),
            claim.worker(),
            claim.version())
        == 1;
  }

  /** Lets a job whose worker is dead wait again. */
  static void revive(Connection connection, String name, String key, long version) {
    update(
        connection,
        """
        update jobs set
          picked = false, picked_by = null, last_heartbeat = null, version = version + 1
        where task_name = ? and task_instance = ? and version = ? and picked = true
        """,
        name,
        key,
        version);
  }

  /** Lets everything wait again that this worker held when it died; how many there were. */
  static int reviveAllOf(Connection connection, String worker) {
    return update(
        connection,
        """
        update jobs set
          picked = false, picked_by = null, last_heartbeat = null, version = version + 1
        where picked = true and picked_by = ?
        """,
        worker);
  }

  /** The workers that hold jobs. */
  static List<String> holders(Connection connection) {
    return texts(connection, "select distinct picked_by from jobs where picked = true");
  }

  /** The stored kinds that wait. */
  static List<String> names(Connection connection) {
    return texts(connection, "select distinct task_name from jobs order by task_name");
  }

  /** What waits, in the order in which it is to run. */
  static List<Waiting> waiting(Connection connection) {
    try (PreparedStatement statement =
            connection.prepareStatement(
                """
                select task_name, task_instance, execution_time, version, consecutive_failures
                from jobs where picked = false
                order by execution_time, task_name, task_instance
                """);
        ResultSet rows = statement.executeQuery()) {
      List<Waiting> waiting = new ArrayList<>();
      while (rows.next()) {
        waiting.add(
            new Waiting(
                rows.getString(1),
                rows.getString(2),
                Instant.ofEpochMilli(rows.getLong(3)),
                rows.getLong(4),
                rows.getInt(5)));
      }
      return waiting;
    } catch (SQLException e) {
      throw new JobStorageException(e);
    }
  }

  private static List<String> texts(Connection connection, String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new JobStorageException(e);
    }
  }

  private static int update(Connection connection, String sql, Object... arguments) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new JobStorageException(e);
    }
  }

  /** A job that waits. */
  record Waiting(String name, String key, Instant at, long version, int failures) {}
}
