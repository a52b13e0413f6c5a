package dev.berth.testkit.fault;

import dev.berth.core.store.Database;
import dev.berth.core.store.ForwardingDatabase;
import dev.berth.core.store.Tx;
import java.util.function.Function;

/** A database whose writes are points at which the server can die: before and after the commit. */
public final class CrashingDatabase extends ForwardingDatabase {
  private final Faults faults;

  public CrashingDatabase(Database database, Faults faults) {
    super(database);
    this.faults = faults;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    return faults.call("database.write", () -> super.write(work));
  }

  /** Leaves the real one open: a dead server closes nothing. */
  @Override
  public void close() {}
}
