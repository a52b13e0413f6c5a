package dev.berth.bench.lifecycle;

import dev.berth.core.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteUpdateListener;

/**
 * Counts the commits of the embedded database's one writing connection, whoever makes them; one
 * that changed no row costs no write to the disk and is not counted. Thread-safe.
 */
final class Commits implements SQLiteCommitListener, SQLiteUpdateListener {
  private final AtomicLong count = new AtomicLong();
  private final AtomicBoolean changed = new AtomicBoolean();

  private Commits() {}

  /** Begins to count. */
  static Commits of(Database database) throws SQLException {
    Commits commits = new Commits();
    try (Connection connection = database.dataSource().getConnection()) {
      SQLiteConnection writer = connection.unwrap(SQLiteConnection.class);
      writer.addUpdateListener(commits);
      writer.addCommitListener(commits);
    }
    return commits;
  }

  @Override
  public void onUpdate(Type type, String database, String table, long rowId) {
    changed.set(true);
  }

  @Override
  public void onCommit() {
    if (changed.getAndSet(false)) {
      count.incrementAndGet();
    }
  }

  @Override
  public void onRollback() {
    changed.set(false);
  }

  /** Since the count began. */
  long count() {
    return count.get();
  }

  /**
   * The baseline: one row changed per transaction, one after the other, on the connection that
   * everybody shares.
   *
   * @return transactions per second
   */
  static double perSecond(Database database, int transactions) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table if not exists bench_commits (id integer, n integer)");
        statement.execute(
            "insert into bench_commits select 1, 0 where not exists"
                + " (select 1 from bench_commits)");
      }
      long begin = System.nanoTime();
      try (PreparedStatement update =
          connection.prepareStatement("update bench_commits set n = n + 1 where id = 1")) {
        for (int i = 0; i < transactions; i++) {
          update.executeUpdate();
        }
      }
      return transactions / ((System.nanoTime() - begin) / 1e9);
    }
  }
}
