package dev.berth.engine.cleanup;

import dev.berth.core.error.BerthException;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a ledger that went back in time from giving anything away. Every thing carries the ledger's
 * sequence at its creation; one that is newer than the ledger means that the database was restored,
 * or has a twin. From then on nothing is released, by nobody, until a person has decided: the
 * finding is in the database, because new leases would soon make the ledger look new enough, and it
 * is not in the newer database that the person may put back.
 *
 * <p>Nothing is released before the first look either: a restored database would give back at its
 * start what a later one still holds. Thread-safe.
 */
public final class LedgerGuard {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerGuard.class);

  /** In the installation's values: the highest sequence that was seen on a thing. */
  private static final String KEY = "ledger.behind";

  /** Before something that could not be listed is asked again for the first look. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Database database;
  private final Time time;
  private final Custodians custodians;
  private final CallLimit limit;
  private final Set<LeaseId> ahead = ConcurrentHashMap.newKeySet();
  private final Set<String> compared = ConcurrentHashMap.newKeySet();
  private volatile Optional<Long> behind = Optional.empty();
  private Optional<Instant> lastTry = Optional.empty();
  private boolean isRead;

  LedgerGuard(Database database, Time time, Custodians custodians, CallLimit limit) {
    this.database = database;
    this.time = time;
    this.custodians = custodians;
    this.limit = limit;
  }

  /** Whether what this custodian looks after may be released now. */
  boolean mayRelease(Custodian custodian) {
    if (!isReady()) {
      lookFirst();
    }
    return !isBehind() && isCompared(custodian.kind());
  }

  /** Whether something newer than the ledger was found and nobody has decided since. */
  public boolean isBehind() {
    read();
    return behind.isPresent();
  }

  /** Things newer than the ledger that this server has seen. */
  public Set<LeaseId> ahead() {
    return Set.copyOf(ahead);
  }

  /**
   * Compares a complete listing with the ledger.
   *
   * @param sequence the ledger's last, read after the listing
   */
  public void compare(Custodian custodian, Custodian.Listing listing, long sequence) {
    long highest = 0;
    for (Custodian.Thing thing : listing.things()) {
      long carried = thing.sequence().orElse(0L);
      if (carried > sequence) {
        highest = Math.max(highest, carried);
        if (ahead.add(thing.name())) {
          LOG.error(
              "{} carries {} and the ledger is at {}: the database went back in time or has a twin;"
                  + " nothing is released until a person has decided",
              thing.handle(),
              carried,
              sequence);
        }
      }
    }
    if (highest > 0) {
      remember(highest);
    }
    compared.add(name(custodian));
  }

  /**
   * A person decided to go on with this ledger: it counts on from beyond everything that was seen,
   * and what it does not know is nobody's.
   */
  public void accept() {
    read();
    behind.ifPresent(
        highest ->
            database.write(
                tx -> {
                  tx.leases().raiseSequence(highest);
                  tx.installation().putValue(KEY, "");
                  return true;
                }));
    behind = Optional.empty();
    ahead.clear();
    LOG.warn("the ledger is taken as it is: what it does not know belongs to nobody");
  }

  private boolean isReady() {
    return custodians.all().stream().allMatch(c -> isCompared(c.kind()));
  }

  /** Also for what is of an earlier boot of a place: it is listed with the place. */
  private boolean isCompared(LeaseKind kind) {
    return !kind.isListed()
        || custodians.all().stream()
            .filter(c -> c.kind() == kind)
            .allMatch(c -> compared.contains(name(c)));
  }

  /** The first look of this server at each of its custodians' things. */
  private synchronized void lookFirst() {
    Instant now = time.now();
    if (isReady() || lastTry.filter(at -> now.isBefore(at.plus(PAUSE))).isPresent()) {
      return;
    }
    lastTry = Optional.of(now);
    for (Custodian custodian : custodians.all()) {
      if (custodian.kind().isListed() && !compared.contains(name(custodian))) {
        look(custodian);
      }
    }
  }

  private void look(Custodian custodian) {
    try {
      Custodian.Listing listing = limit.call(name(custodian), custodian::list);
      if (listing.complete()) {
        compare(custodian, listing, database.read(tx -> tx.leases().lastSequence()));
      }
    } catch (BerthException e) {
      LOG.warn("{} cannot be listed yet: {}", name(custodian), e.detail());
    } catch (RuntimeException e) {
      LOG.error("{} could not be listed", name(custodian), e);
    }
  }

  private synchronized void read() {
    if (!isRead) {
      behind = database.read(LedgerGuard::stored);
      isRead = true;
    }
  }

  private synchronized void remember(long highest) {
    read();
    if (behind.filter(known -> known >= highest).isEmpty()) {
      database.write(
          tx -> {
            tx.installation().putValue(KEY, Long.toString(highest));
            return true;
          });
      behind = Optional.of(highest);
    }
  }

  private static Optional<Long> stored(Tx tx) {
    return tx.installation().value(KEY).filter(text -> !text.isEmpty()).map(Long::parseLong);
  }

  private static String name(Custodian custodian) {
    return custodian.kind() + " at " + custodian.place().text();
  }
}
