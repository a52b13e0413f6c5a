package dev.berth.stacks.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerContract;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The ledger's contract on a database; each test has an account, and so a journal, of its own. */
abstract class DatabaseLedgerContract extends LedgerContract {
  private static final Duration TERM = Duration.ofMinutes(5);
  private static final AtomicInteger ACCOUNTS = new AtomicInteger();

  private final Scope scope = new Scope("%012d".formatted(ACCOUNTS.incrementAndGet()), "eu-west-1");

  abstract Database database();

  @Override
  protected SweepLedger open(Time time) {
    return new DatabaseLedger(database(), scope, time);
  }

  @Test
  void ofManyWhoComeAtOnceOneGetsTheLock() throws Exception {
    List<Callable<Optional<Fence>>> all = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      String name = "sweeper-" + n;
      all.add(() -> open(clock).acquire(name, TERM));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int got = 0;
      for (Future<Optional<Fence>> one : threads.invokeAll(all)) {
        got += one.get().isPresent() ? 1 : 0;
      }
      assertThat(got).isEqualTo(1);
    }
  }

  @Test
  void appendsComeBackInTheirOrderAndOtherAccountsAreOthers() {
    SweepLedger ledger = open(clock);
    Fence fence = ledger.acquire("a", TERM).orElseThrow();
    List<LedgerEvent> written = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      LedgerEvent event = new LedgerEvent.AlertOpened(clock.now(), "a/" + n);
      assertThat(ledger.append(fence, List.of(event))).isTrue();
      written.add(event);
    }
    assertThat(ledger.read().events()).isEqualTo(written);
    Scope elsewhere = new Scope(scope.account(), "us-east-1");
    assertThat(new DatabaseLedger(database(), elsewhere, clock).read().events()).isEmpty();
  }

  @Test
  void whatANewerVersionWroteIsForgottenWithAWarning() {
    String journal = scope.account() + "-" + scope.region();
    database()
        .write(
            tx -> {
              tx.sweeps().lock(journal);
              tx.sweeps().append(journal, 1, "not a line of this version", clock.now());
              return true;
            });
    assertThat(open(clock).read().warning())
        .hasValueSatisfying(warning -> assertThat(warning).contains(journal, "1 damaged lines"));
  }
}
