package dev.berth.server.health;

import dev.berth.core.store.Database;
import dev.berth.core.store.Signals;
import dev.berth.core.store.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Function;
import javax.sql.DataSource;

/** A database whose units of work that write are timed, with the wait for the writer. */
public final class MeasuredDatabase implements Database {
  private final Database database;
  private final Timer writes;

  public MeasuredDatabase(Database database, MeterRegistry registry) {
    this.database = database;
    this.writes =
        Timer.builder("berth.database.writes")
            .description("Units of work that write, from asking for a connection to the commit")
            .register(registry);
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    Timer.Sample sample = Timer.start();
    try {
      return database.write(work);
    } finally {
      sample.stop(writes);
    }
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
