package dev.berth.engine.store;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.store.postgresql.PostgresDatabase;
import dev.berth.store.postgresql.PostgresSettings;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.store.PostgresServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Real databases. */
public final class TestDatabase {
  private TestDatabase() {}

  /** A new, empty database on PostgreSQL. */
  public static Database postgres() {
    Time time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    return postgres(new Ulid(time, random), time, random);
  }

  /** The same on a clock of the test's. */
  public static Database postgres(Ulid ids, Time time, RandomGenerator random) {
    PostgresSettings settings =
        new PostgresSettings(PostgresServer.newDatabase(), Optional.empty(), Optional.empty(), 5);
    return PostgresDatabase.open(settings, ids, time, random);
  }

  /** The embedded database of a directory. */
  public static Database open(Path directory) {
    Time time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    return SqliteDatabase.open(directory, new Ulid(time, random), time, random);
  }
}
