package dev.berth.engine.task;

import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import java.nio.file.Path;

/** The same on PostgreSQL, where two units of work really are under way at once. */
class SubmissionRacePostgresTest extends SubmissionRaceTest {
  @Override
  Database database(Path empty) {
    return TestDatabase.postgres();
  }
}
