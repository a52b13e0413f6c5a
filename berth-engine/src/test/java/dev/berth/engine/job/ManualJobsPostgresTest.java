package dev.berth.engine.job;

import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import java.nio.file.Path;

/** The rules of jobs on PostgreSQL, on virtual time. */
class ManualJobsPostgresTest extends ManualJobsTest {
  @Override
  Database database(Path empty) {
    return TestDatabase.postgres();
  }
}
