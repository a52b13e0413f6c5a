package dev.berth.engine.admission;

import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import java.nio.file.Path;

/** The same on PostgreSQL, whose own order of text is another. */
class QueuePositionsPostgresTest extends QueuePositionsTest {
  @Override
  Database database(Path empty) {
    return TestDatabase.postgres();
  }
}
