package dev.berth.stacks.ledger.database;

import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.sweep.SweepJournalStore;
import dev.berth.core.time.Time;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import dev.berth.stacks.ledger.line.LedgerLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A ledger in Berth's database, one journal per scope. Each append is a row with a line as {@link
 * LedgerLine} writes it; whether the fence still holds is asked in the unit of work that appends.
 * Two servers whose clocks differ cannot both write: only the latest token counts.
 */
public final class DatabaseLedger implements SweepLedger {
  private final Database database;
  private final String journal;
  private final Time time;

  public DatabaseLedger(Database database, Scope scope, Time time) {
    this.database = database;
    this.journal = scope.account() + "-" + scope.region();
    this.time = time;
  }

  @Override
  public Contents read() {
    return LedgerLine.all(database.read(tx -> tx.sweeps().lines(journal)), journal);
  }

  @Override
  public Optional<Fence> acquire(String holder, Duration term) {
    return database.write(
        tx -> {
          Optional<SweepJournalStore.Lock> last = tx.sweeps().lock(journal);
          Instant now = time.now();
          if (last.filter(lock -> now.isBefore(lock.until())).isPresent()) {
            return Optional.empty();
          }
          long token = last.map(SweepJournalStore.Lock::token).orElse(0L) + 1;
          return Optional.of(put(tx, new Fence(token, holder, now.plus(term))));
        });
  }

  private Fence put(Tx tx, Fence fence) {
    tx.sweeps()
        .put(journal, new SweepJournalStore.Lock(fence.token(), fence.holder(), fence.until()));
    return fence;
  }

  private boolean holds(Tx tx, Fence fence) {
    return tx.sweeps()
        .lock(journal)
        .filter(lock -> lock.token() == fence.token() && time.now().isBefore(lock.until()))
        .isPresent();
  }

  @Override
  public Optional<Fence> renew(Fence fence, Duration term) {
    return database.write(
        tx ->
            holds(tx, fence)
                ? Optional.of(
                    put(tx, new Fence(fence.token(), fence.holder(), time.now().plus(term))))
                : Optional.empty());
  }

  @Override
  public boolean append(Fence fence, List<LedgerEvent> events) {
    String line = LedgerLine.write(fence.token(), events).strip();
    return database.write(
        tx -> {
          boolean mine = holds(tx, fence);
          if (mine && !events.isEmpty()) {
            tx.sweeps().append(journal, fence.token(), line, time.now());
          }
          return mine;
        });
  }

  @Override
  public void release(Fence fence) {
    database.write(
        tx -> {
          if (holds(tx, fence)) {
            put(tx, new Fence(fence.token(), fence.holder(), time.now()));
          }
          return true;
        });
  }
}
