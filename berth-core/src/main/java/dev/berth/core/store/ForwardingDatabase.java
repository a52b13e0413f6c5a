package dev.berth.core.store;

import java.util.function.Function;
import javax.sql.DataSource;

/** A database that does something beside what another one does. */
public abstract class ForwardingDatabase implements Database {
  private final Database database;

  /**
   * Over the one that does the work.
   *
   * @param database asked for everything that a subclass does not do itself
   */
  protected ForwardingDatabase(Database database) {
    this.database = database;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    return database.write(work);
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

  @Override
  public void close() {
    database.close();
  }
}
