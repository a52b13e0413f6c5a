package dev.berth.engine.retention;

import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import java.nio.file.Path;

/** The same on PostgreSQL. */
class RetentionPostgresTest extends RetentionTest {
  @Override
  Database open(Path empty) {
    return TestDatabase.postgres();
  }
}
