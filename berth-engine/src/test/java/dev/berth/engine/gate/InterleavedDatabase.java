package dev.berth.engine.gate;

import dev.berth.core.store.Database;
import dev.berth.core.store.ForwardingDatabase;
import dev.berth.core.store.Tx;
import java.util.function.Function;

/**
 * Lets others act before and after each unit of work that writes, and before each that reads: every
 * place at which another thread or another server could have come between.
 */
final class InterleavedDatabase extends ForwardingDatabase {
  private Runnable others = () -> {};

  InterleavedDatabase(Database database) {
    super(database);
  }

  /** Who comes between. */
  void between(Runnable action) {
    others = action;
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    others.run();
    T result = super.write(work);
    others.run();
    return result;
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    others.run();
    return super.read(work);
  }
}
