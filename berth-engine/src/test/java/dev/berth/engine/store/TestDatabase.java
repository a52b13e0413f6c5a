package dev.berth.engine.store;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A real database in a directory that the test provides. */
public final class TestDatabase {
  private TestDatabase() {}

  public static Database open(Path directory) {
    Time time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    return SqliteDatabase.open(directory, new Ulid(time, random), time, random);
  }
}
