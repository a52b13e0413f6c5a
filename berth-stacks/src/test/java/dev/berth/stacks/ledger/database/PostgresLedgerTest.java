package dev.berth.stacks.ledger.database;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.store.postgresql.PostgresDatabase;
import dev.berth.store.postgresql.PostgresSettings;
import dev.berth.testkit.store.PostgresServer;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresLedgerTest extends DatabaseLedgerContract {
  private static @Nullable Database database;

  @BeforeAll
  static void open() {
    SystemTime time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    database =
        PostgresDatabase.open(
            new PostgresSettings(
                PostgresServer.newDatabase(), Optional.empty(), Optional.empty(), 10),
            new Ulid(time, random),
            time,
            random);
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(database).close();
  }

  @Override
  Database database() {
    return Objects.requireNonNull(database);
  }
}
