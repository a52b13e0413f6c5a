package dev.berth.stacks.ledger.database;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class SqliteLedgerTest extends DatabaseLedgerContract {
  private static @Nullable Database database;

  @BeforeAll
  static void open(@TempDir Path directory) {
    SystemTime time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    database = SqliteDatabase.open(directory, new Ulid(time, random), time, random);
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
