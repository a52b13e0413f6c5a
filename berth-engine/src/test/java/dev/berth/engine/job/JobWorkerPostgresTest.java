package dev.berth.engine.job;

import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import java.nio.file.Path;

/** The worker over db-scheduler on PostgreSQL, on real time. */
class JobWorkerPostgresTest extends JobWorkerTest {
  @Override
  Database database(Path empty) {
    return TestDatabase.postgres();
  }
}
