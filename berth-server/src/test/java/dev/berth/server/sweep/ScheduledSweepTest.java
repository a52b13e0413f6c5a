package dev.berth.server.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.server.config.BerthConfig.SweepConfig;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.database.DatabaseLedger;
import dev.berth.stacks.simulate.SimulatedAccount;
import dev.berth.stacks.simulate.Worlds;
import dev.berth.store.sqlite.SqliteDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules over a simulated account, on its clock, with the ledger in a database. */
final class ScheduledSweepTest {
  private static final SweepConfig.Alerts NO_ALERTS =
      new SweepConfig.Alerts(Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir private Path directory = Path.of("");
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final SimulatedAccount account = new SimulatedAccount(7);
  private final CountDownLatch enough = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private Optional<Database> opened = Optional.empty();

  @BeforeEach
  void open() {
    SystemTime time = new SystemTime();
    SplittableRandom random = new SplittableRandom();
    opened = Optional.of(SqliteDatabase.open(directory, new Ulid(time, random), time, random));
  }

  @AfterEach
  void close() {
    opened.ifPresent(Database::close);
  }

  private Database database() {
    return opened.orElseThrow();
  }

  private static SweepConfig config(SweepConfig.Mode mode) {
    return new SweepConfig(mode, Optional.of(Worlds.policy()), Duration.ofHours(1), NO_ALERTS);
  }

  /** Takes work for so many rounds, then holds the schedule until it is closed. */
  private boolean takesWork(int rounds) {
    if (asked.getAndIncrement() < rounds) {
      return true;
    }
    enough.countDown();
    Thread.currentThread().interrupt(); // the clock's next sleep ends the schedule
    return false;
  }

  private void play(SweepConfig.Mode mode, Clouds clouds, int rounds) throws Exception {
    ScheduledSweep sweep =
        ScheduledSweep.begin(
                new ScheduledSweep.Parts(
                    config(mode),
                    clouds,
                    database(),
                    account.alerts(),
                    account.clock(),
                    () -> takesWork(rounds)),
                new SweepState(metrics))
            .orElseThrow();
    assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    sweep.close();
  }

  private List<LedgerEvent> remembered() {
    return new DatabaseLedger(database(), Worlds.SCOPE, account.clock()).read().events();
  }

  private double figure(String name) {
    return metrics.get("berth.sweep." + name).gauge().value();
  }

  @Test
  void appliesOnItsOwnAndRemembersInTheDatabase() throws Exception {
    play(SweepConfig.Mode.APPLY, (scope, time) -> opened(), 8);
    assertThat(remembered())
        .hasAtLeastOneElementOfType(LedgerEvent.Intended.class)
        .hasAtLeastOneElementOfType(LedgerEvent.Gone.class);
    assertThat(remembered().stream().filter(LedgerEvent.RunEnded.class::isInstance)).hasSize(8);
    assertThat(figure("runs")).isEqualTo(8);
    assertThat(figure("deleted")).isPositive();
    assertThat(figure("failures")).isZero();
  }

  private Clouds.Opened opened() {
    return new Clouds.Opened(account.cloud(), () -> {});
  }

  @Test
  void watchingAsksNothingToGo() throws Exception {
    play(SweepConfig.Mode.WATCH, (scope, time) -> opened(), 3);
    assertThat(remembered())
        .hasAtLeastOneElementOfType(LedgerEvent.Seen.class)
        .doesNotHaveAnyElementsOfTypes(LedgerEvent.Intended.class);
    assertThat(figure("runs")).isEqualTo(3);
    assertThat(figure("deleted")).isZero();
    assertThat(figure("exit.code")).isEqualTo(10);
  }

  @Test
  void aServerThatTakesNoWorkSweepsNothing() throws Exception {
    play(SweepConfig.Mode.APPLY, (scope, time) -> opened(), 0);
    assertThat(remembered()).isEmpty();
  }

  @Test
  void aFailureInARunIsCountedAndTheNextRunComes() throws Exception {
    Clouds broken =
        (scope, time) ->
            new Clouds.Opened(
                new dev.berth.stacks.cloud.Cloud(
                    () -> {
                      throw new IllegalStateException("a defect");
                    },
                    account.cloud().stacks(),
                    account.cloud().sessions(),
                    account.cloud().runtimes(),
                    account.cloud().network(),
                    account.cloud().leftovers(),
                    account.cloud().tagging()),
                () -> {});
    play(SweepConfig.Mode.APPLY, broken, 3);
    assertThat(figure("failures")).isEqualTo(3);
    assertThat(figure("exit.code")).isEqualTo(50);
  }

  @Test
  void aVariableThatIsNamedMustBeThere() {
    SweepConfig config =
        new SweepConfig(
            SweepConfig.Mode.WATCH,
            Optional.of(Worlds.policy()),
            Duration.ofHours(1),
            new SweepConfig.Alerts(Optional.empty(), Optional.of("HOOK"), Optional.empty()));
    Sweeps.Place place = new Sweeps.Place(directory, name -> Optional.empty(), database(), metrics);
    assertThatThrownBy(() -> Sweeps.begin(config, place, account.clock(), () -> false))
        .isInstanceOf(BerthException.class)
        .hasMessageContaining("HOOK");
  }
}
