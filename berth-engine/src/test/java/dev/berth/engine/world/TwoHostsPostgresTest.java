package dev.berth.engine.world;

import dev.berth.core.store.Database;
import dev.berth.engine.store.TestDatabase;
import java.util.Optional;
import java.util.function.Function;

/** The same on PostgreSQL. */
final class TwoHostsPostgresTest extends TwoHostsTest {
  @Override
  Optional<Function<World, Database>> database() {
    return Optional.of(world -> TestDatabase.postgres(world.ids, world.time, world.random));
  }
}
