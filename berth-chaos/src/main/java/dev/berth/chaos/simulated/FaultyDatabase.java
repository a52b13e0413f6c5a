package dev.berth.chaos.simulated;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.store.Database;
import dev.berth.core.store.ForwardingDatabase;
import dev.berth.core.store.Tx;
import java.util.Optional;
import java.util.function.Function;

/** A database that may be locked, and beside whose commits the server may die. */
final class FaultyDatabase extends ForwardingDatabase {
  private final Injector injector;

  FaultyDatabase(Database database, Injector injector) {
    super(database);
    this.injector = injector;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    Optional<Fault> fault = injector.next("database", Injector.COMMIT);
    if (fault.isEmpty()) {
      return super.write(work);
    }
    if (!fault.get().kills()) {
      throw new BerthException(ErrorCode.DATABASE_UNAVAILABLE, "the database is locked");
    }
    if (fault.get() == Fault.DIE_AFTER) {
      super.write(work);
    }
    throw injector.dies("database");
  }

  /** Leaves the real one open: a dead server closes nothing. */
  @Override
  public void close() {}
}
