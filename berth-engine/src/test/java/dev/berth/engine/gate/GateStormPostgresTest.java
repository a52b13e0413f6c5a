package dev.berth.engine.gate;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import dev.berth.testkit.time.VirtualTime;
import java.util.SplittableRandom;

/** The same on PostgreSQL. */
class GateStormPostgresTest extends GateStormTest {
  @Override
  int usual() {
    return 25;
  }

  @Override
  Database open(VirtualTime time) {
    SplittableRandom random = new SplittableRandom(7);
    return TestDatabase.postgres(new Ulid(time, random), time, random);
  }
}
