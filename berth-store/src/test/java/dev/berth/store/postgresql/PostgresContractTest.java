package dev.berth.store.postgresql;

import dev.berth.core.store.Database;
import dev.berth.testkit.store.AccountsContract;
import dev.berth.testkit.store.AuditContract;
import dev.berth.testkit.store.CatalogueContract;
import dev.berth.testkit.store.DatabaseContract;
import dev.berth.testkit.store.EgressContract;
import dev.berth.testkit.store.EventStoreContract;
import dev.berth.testkit.store.GateStoreContract;
import dev.berth.testkit.store.LeaseStoreContract;
import dev.berth.testkit.store.RetentionContract;
import dev.berth.testkit.store.SessionStoreContract;
import dev.berth.testkit.store.TaskStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract suites of the stores on PostgreSQL. */
class PostgresContractTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @Nested
  class Units extends DatabaseContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Tasks extends TaskStoreContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Sessions extends SessionStoreContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Events extends EventStoreContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Leases extends LeaseStoreContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Accounts extends AccountsContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Catalogue extends CatalogueContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Audit extends AuditContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Egress extends EgressContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Gates extends GateStoreContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }

  @Nested
  class Retention extends RetentionContract {
    @Override
    protected Database database() {
      return POSTGRES.database();
    }
  }
}
