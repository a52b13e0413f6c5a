package dev.berth.store.sqlite;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An embedded database in a directory of its own, for the tests of one class. */
public final class SqliteExtension implements BeforeAllCallback, AfterAllCallback {
  private @Nullable Path directory;
  private @Nullable Database database;

  /** The database; open between the first test and the last. */
  public Database database() {
    if (database == null) {
      throw new IllegalStateException("not open");
    }
    return database;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (context.getRequiredTestClass().isMemberClass()) {
      // The nested suites of a class share its database.
      return;
    }
    directory = Files.createTempDirectory("berth-sqlite");
    database = open(directory);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (context.getRequiredTestClass().isMemberClass()) {
      return;
    }
    database().close();
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Opens the database of a directory. */
  public static Database open(Path directory) {
    Time time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    return SqliteDatabase.open(directory, new Ulid(time, random), time, random);
  }
}
