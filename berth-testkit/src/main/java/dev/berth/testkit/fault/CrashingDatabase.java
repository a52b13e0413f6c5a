package dev.berth.testkit.fault;

import dev.berth.core.store.Database;
import dev.berth.core.store.Signals;
import dev.berth.core.store.Tx;
import java.util.function.Function;
import javax.sql.DataSource;

/** A database whose writes are points at which the server can die: before and after the commit. */
public final class CrashingDatabase implements Database {
  private final Database database;
  private final Faults faults;

  public CrashingDatabase(Database database, Faults faults) {
    this.database = database;
    this.faults = faults;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    return faults.call("database.write", () -> database.write(work));
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    return database.read(work);
  }

  @Override
  public String dialect() {
    return database.dialect();
  }

  @Override
  public DataSource dataSource() {
    return database.dataSource();
  }

  @Override
  public Signals signals() {
    return database.signals();
  }

  /** Leaves the real one open: a dead server closes nothing. */
  @Override
  public void close() {}
}
