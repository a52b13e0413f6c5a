package dev.berth.store.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.Ulid;
import dev.berth.core.time.Time;
import dev.berth.store.Closing;
import dev.berth.store.Migrations;
import dev.berth.store.SqlDatabase;
import dev.berth.store.sql.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens a PostgreSQL database. Units of work that write run at READ COMMITTED, whose guards are in
 * the statements themselves; those that read, on one snapshot.
 */
public final class PostgresDatabase {
  private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

  private PostgresDatabase() {}

  /**
   * Connects and migrates.
   *
   * @throws BerthException {@code DATABASE_UNAVAILABLE}, {@code DATABASE_TOO_NEW}
   */
  public static SqlDatabase open(
      PostgresSettings settings, Ulid ids, Time time, RandomGenerator random) {
    List<AutoCloseable> held = new ArrayList<>();
    try {
      PGSimpleDataSource source = source(settings);
      HikariDataSource writer = new HikariDataSource(writer(source, settings));
      held.addFirst(writer);
      Migrations.migrate(writer, Dialect.POSTGRESQL);
      HikariDataSource reader = new HikariDataSource(reader(source, settings));
      held.addFirst(reader);
      PostgresSignals signals = new PostgresSignals(source, time);
      held.addFirst(signals);
      signals.start();
      return new SqlDatabase(
          new SqlDatabase.Connections(Dialect.POSTGRESQL, writer, reader, signals, held),
          ids,
          time,
          random);
    } catch (HikariPool.PoolInitializationException e) {
      Closing.after(e, held);
      throw new BerthException(
          ErrorCode.DATABASE_UNAVAILABLE, "no connection to " + settings.url(), e);
    } catch (RuntimeException e) {
      Closing.after(e, held);
      throw e;
    }
  }

  private static PGSimpleDataSource source(PostgresSettings settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    settings.user().ifPresent(source::setUser);
    settings.password().ifPresent(password -> source.setPassword(password.reveal()));
    source.setApplicationName("berth");
    // The server's details of an error quote the row, which may hold secrets.
    source.setLogServerErrorDetail(false);
    source.setTcpKeepAlive(true);
    return source;
  }

  private static HikariConfig writer(PGSimpleDataSource source, PostgresSettings settings) {
    HikariConfig pool = pool("berth-writer", source, settings);
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return pool;
  }

  private static HikariConfig reader(PGSimpleDataSource source, PostgresSettings settings) {
    HikariConfig pool = pool("berth-reader", source, settings);
    pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    pool.setReadOnly(true);
    return pool;
  }

  private static HikariConfig pool(
      String name, PGSimpleDataSource source, PostgresSettings settings) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setDataSource(source);
    pool.setMaximumPoolSize(settings.connections());
    pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    return pool;
  }
}
