package dev.berth.testkit.store;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL per test run, with a database for whoever asks. The library's default is
 * fsync=off; here a commit is on the disk. Thread-safe.
 */
public final class PostgresServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private PostgresServer() {}

  /** The URL of a new, empty database; aborts the test where PostgreSQL cannot run. */
  public static synchronized String newDatabase() {
    EmbeddedPostgres running = running();
    String name = "berth_" + DATABASES.incrementAndGet();
    try (Connection connection = running.getPostgresDatabase().getConnection();
        Statement create = connection.createStatement()) {
      create.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return running.getJdbcUrl("postgres", name);
  }

  private static EmbeddedPostgres running() {
    if (server == null) {
      try {
        EmbeddedPostgres started =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("max_connections", "200")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started)));
        server = started;
      } catch (IOException | IllegalStateException e) {
        return abort("embedded PostgreSQL cannot run here: " + e.getMessage());
      }
    }
    return server;
  }

  private static void stop(EmbeddedPostgres started) {
    try {
      started.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
