package dev.berth.store.postgresql;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.testkit.store.PostgresServer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A PostgreSQL database of its own, for the tests of one class and its nested ones. */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {
  private @Nullable Database database;

  /** The database; open between the first test and the last. */
  public Database database() {
    if (database == null) {
      throw new IllegalStateException("not open");
    }
    return database;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (database == null) {
      database = open(settings());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (database != null && !context.getRequiredTestClass().isMemberClass()) {
      database.close();
    }
  }

  /** Settings of a new, empty database. */
  static PostgresSettings settings() {
    return new PostgresSettings(
        PostgresServer.newDatabase(), Optional.empty(), Optional.empty(), 10);
  }

  static Database open(PostgresSettings settings) {
    Time time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    return PostgresDatabase.open(settings, new Ulid(time, random), time, random);
  }
}
