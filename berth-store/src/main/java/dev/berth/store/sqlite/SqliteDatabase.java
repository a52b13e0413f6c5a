package dev.berth.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.Ulid;
import dev.berth.core.time.Time;
import dev.berth.store.Closing;
import dev.berth.store.LocalSignals;
import dev.berth.store.Migrations;
import dev.berth.store.SqlDatabase;
import dev.berth.store.sql.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Opens the embedded database {@code berth.db} in a data directory: write-ahead log, full sync, one
 * connection that writes and a few that read. Transactions that may write begin IMMEDIATE, since
 * SQLite refuses a read that turns into a write after somebody else's write, whatever its timeout.
 */
public final class SqliteDatabase {
  private static final String FILE = "berth.db";
  private static final int READERS = 4;
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;
  private static final long WRITER_TIMEOUT_MILLIS = 30_000;

  private SqliteDatabase() {}

  /**
   * Locks the directory, opens the database and migrates it.
   *
   * @throws BerthException {@code DATA_DIR_IN_USE}, {@code DATA_DIR_UNUSABLE}, {@code
   *     DATABASE_TOO_NEW}, {@code DATABASE_UNAVAILABLE}
   */
  public static SqlDatabase open(Path directory, Ulid ids, Time time, RandomGenerator random) {
    List<AutoCloseable> held = new ArrayList<>();
    try {
      held.addFirst(DataDirectoryLock.take(directory));
      String url = "jdbc:sqlite:" + prepare(directory);
      HikariDataSource writer = new HikariDataSource(writer(url));
      held.addFirst(writer);
      Migrations.migrate(writer, Dialect.SQLITE);
      HikariDataSource reader = new HikariDataSource(reader(url));
      held.addFirst(reader);
      var connections =
          new SqlDatabase.Connections(Dialect.SQLITE, writer, reader, new LocalSignals(), held);
      return new SqlDatabase(connections, ids, time, random);
    } catch (RuntimeException e) {
      Closing.after(e, held);
      throw e;
    }
  }

  /** The driver unpacks its library into a directory that must be ours and not shared. */
  private static Path prepare(Path directory) {
    try {
      Path tmp = Files.createDirectories(directory.resolve("tmp"));
      System.setProperty("org.sqlite.tmpdir", tmp.toString());
      Path file = directory.resolve(FILE);
      OwnerOnly.create(file);
      return file;
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static HikariConfig writer(String url) {
    HikariConfig pool = pool("berth-writer", 1);
    pool.setDataSource(source(url, SQLiteConfig.TransactionMode.IMMEDIATE));
    pool.setConnectionTimeout(WRITER_TIMEOUT_MILLIS);
    return pool;
  }

  private static HikariConfig reader(String url) {
    HikariConfig pool = pool("berth-reader", READERS);
    pool.setDataSource(source(url, SQLiteConfig.TransactionMode.DEFERRED));
    pool.setConnectionInitSql("pragma query_only = true");
    return pool;
  }

  private static HikariConfig pool(String name, int size) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setMaximumPoolSize(size);
    // Connections to a file do not go stale.
    pool.setMaxLifetime(0);
    pool.setIdleTimeout(0);
    return pool;
  }

  private static SQLiteDataSource source(String url, SQLiteConfig.TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(url);
    return source;
  }
}
