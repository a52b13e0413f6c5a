package dev.berth.server.health;

import dev.berth.core.store.Database;
import dev.berth.core.store.ForwardingDatabase;
import dev.berth.core.store.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Function;

/** A database whose units of work that write are timed, with the wait for the writer. */
public final class MeasuredDatabase extends ForwardingDatabase {
  private final Timer writes;

  public MeasuredDatabase(Database database, MeterRegistry registry) {
    super(database);
    this.writes =
        Timer.builder("berth.database.writes")
            .description("Units of work that write, from asking for a connection to the commit")
            .register(registry);
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    Timer.Sample sample = Timer.start();
    try {
      return super.write(work);
    } finally {
      sample.stop(writes);
    }
  }
}
