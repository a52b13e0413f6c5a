package dev.berth.store.sqlite;

import dev.berth.core.store.Database;
import dev.berth.testkit.store.DatabaseContract;
import dev.berth.testkit.store.TaskStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract suites of the stores on the embedded database. */
class SqliteContractTest {
  @RegisterExtension static final SqliteExtension SQLITE = new SqliteExtension();

  @Nested
  class Units extends DatabaseContract {
    @Override
    protected Database database() {
      return SQLITE.database();
    }
  }

  @Nested
  class Tasks extends TaskStoreContract {
    @Override
    protected Database database() {
      return SQLITE.database();
    }
  }
}
