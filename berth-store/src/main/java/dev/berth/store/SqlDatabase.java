package dev.berth.store;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.store.Signals;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import dev.berth.store.sql.Dialect;
import dev.berth.store.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database over one pool for writing and one for reading. A unit of work that the database gave
 * up for another's sake (a deadlock, a serialization failure) is run again, five times at most, so
 * its function must have no other effects than the database's. Units of work do not nest: inside
 * one, a second would wait for the same writer for ever. Thread-safe.
 */
public final class SqlDatabase implements Database {
  private static final Logger LOG = LoggerFactory.getLogger(SqlDatabase.class);
  private static final int ATTEMPTS = 6;
  private static final long FIRST_BACKOFF_MILLIS = 5;

  private final Connections connections;
  private final Jdbi writer;
  private final Jdbi reader;
  private final Ulid ids;
  private final Time time;
  private final RandomGenerator random;
  private final ScopedValue<Boolean> inside = ScopedValue.newInstance();

  /**
   * Over pools that somebody has opened, and migrated.
   *
   * @param ids makes event ids
   * @param time for the pause before a unit of work is run again, and the clock of a database that
   *     has none of its own
   */
  public SqlDatabase(Connections connections, Ulid ids, Time time, RandomGenerator random) {
    this.connections = connections;
    this.writer = jdbi(connections.writer());
    this.reader = jdbi(connections.reader());
    this.ids = ids;
    this.time = time;
    this.random = random;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return unitOfWork(writer, work);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !Failures.isWorthRepeating(e)) {
          throw Failures.mapped(e);
        }
        LOG.debug("unit of work repeated, attempt {} of {}", attempt + 1, ATTEMPTS, e);
        pause(attempt, e);
      }
    }
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    try {
      return unitOfWork(reader, work);
    } catch (RuntimeException e) {
      throw Failures.mapped(e);
    }
  }

  @Override
  public String dialect() {
    return connections.dialect().id();
  }

  @Override
  public DataSource dataSource() {
    return connections.writer();
  }

  @Override
  public Signals signals() {
    return connections.signals();
  }

  @Override
  public void close() {
    connections.close();
  }

  private <T> T unitOfWork(Jdbi jdbi, Function<Tx, T> work) {
    if (inside.isBound()) {
      throw new IllegalStateException("a unit of work inside another");
    }
    List<Runnable> afterCommit;
    T result;
    try (Handle handle = jdbi.open()) {
      SqlTx tx =
          new SqlTx(new Sql(handle, connections.dialect()), ids, connections.signals(), time);
      handle.begin();
      try {
        result = ScopedValue.where(inside, true).call(() -> work.apply(tx));
        handle.commit();
      } catch (RuntimeException | Error e) {
        rollBack(handle, e);
        throw e;
      } finally {
        afterCommit = tx.end();
      }
    }
    afterCommit.forEach(SqlDatabase::runAfterCommit);
    return result;
  }

  private static void rollBack(Handle handle, Throwable reason) {
    try {
      handle.rollback();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /** What is committed stays committed: a failing action must not make it look undone. */
  private static void runAfterCommit(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("an action after a commit failed; the commit stands", e);
    }
  }

  private void pause(int attempt, RuntimeException reason) {
    long bound = FIRST_BACKOFF_MILLIS << attempt;
    try {
      time.sleep(Duration.ofMillis(1 + random.nextLong(bound)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.mapped(reason);
    }
  }

  /** Messages without statement and arguments: an argument may be secret; the trace tells where. */
  private static Jdbi jdbi(DataSource source) {
    Jdbi jdbi = Jdbi.create(source);
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  /**
   * The pools of a database.
   *
   * @param writer read-write; on the embedded database it holds one connection
   * @param reader one snapshot per transaction
   * @param held closed last, such as the lock of a data directory
   */
  public record Connections(
      Dialect dialect,
      DataSource writer,
      DataSource reader,
      Signals signals,
      List<AutoCloseable> held)
      implements AutoCloseable {
    public Connections {
      held = List.copyOf(held);
    }

    @Override
    public void close() {
      Closing.all(held);
    }
  }
}
