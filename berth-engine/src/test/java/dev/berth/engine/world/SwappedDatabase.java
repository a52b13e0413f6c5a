package dev.berth.engine.world;

import dev.berth.core.store.Database;
import dev.berth.core.store.Signals;
import dev.berth.core.store.Tx;
import java.util.function.Function;
import javax.sql.DataSource;

/** A database in whose place another can be put, as when a backup is restored. */
final class SwappedDatabase implements Database {
  private Database now;

  SwappedDatabase(Database first) {
    this.now = first;
  }

  void swap(Database next) {
    now = next;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    return now.write(work);
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    return now.read(work);
  }

  @Override
  public String dialect() {
    return now.dialect();
  }

  @Override
  public DataSource dataSource() {
    return now.dataSource();
  }

  @Override
  public Signals signals() {
    return now.signals();
  }

  @Override
  public void close() {
    now.close();
  }
}
