package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.NodeId;
import dev.berth.core.store.Database;
import dev.berth.core.store.InstallationStore.Holder;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import dev.berth.store.sqlite.DataDirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's right to work on the installation: one row of the database, renewed while the
 * server lives, and fenced by the id of its start. A second server does not start; one that cannot
 * renew, or whose clock is not the database's, takes no work until it can. Thread-safe.
 */
final class InstallationClaim implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InstallationClaim.class);

  /** Of the design: a node whose clock is further off takes no work. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  private static final Duration LIFE = Duration.ofSeconds(15);
  private static final Duration RENEWAL = Duration.ofSeconds(5);

  /** Others touch what a server has under way only when they have missed it for so long. */
  private static final Duration MISSED_AFTER = Duration.ofSeconds(60);

  private static final String MARK = "installation";

  private final Database database;
  private final NodeId node;
  private final String place;
  private final Time time;
  private volatile Standing standing = new Standing.Good();
  private volatile long goodUntilNanos;

  private InstallationClaim(Database database, NodeId node, String place, Time time) {
    this.database = database;
    this.node = node;
    this.place = place;
    this.time = time;
    this.goodUntilNanos = time.nanos() + LIFE.toNanos();
  }

  /** Whether this server may take work. */
  sealed interface Standing {
    record Good() implements Standing {}

    /**
     * Takes no work.
     *
     * @param code whose remedy helps
     */
    record Idle(ErrorCode code, String reason) implements Standing {}
  }

  /**
   * Claims the installation. The lock of the data directory is held already, so an earlier server
   * of the same place is dead, and its claim is taken over at once.
   *
   * @param machine id of this machine
   * @throws BerthException {@code INSTALLATION_BUSY}
   */
  static InstallationClaim take(
      Database database,
      InstallationId installation,
      NodeId node,
      String machine,
      Path data,
      Time time) {
    String place = machine + " " + data;
    Optional<Holder> holder = database.read(tx -> tx.installation().holder());
    holder
        .filter(last -> !last.place().equals(place))
        .ifPresent(last -> refuseWhileOriginalRuns(last, installation, machine, data));
    Claimed claimed = database.write(tx -> claim(tx, node, place));
    if (!claimed.mine()) {
      throw busy(claimed);
    }
    mark(data, installation);
    InstallationClaim claim = new InstallationClaim(database, node, place, time);
    claim.judge(claimed);
    return claim;
  }

  /** What the database said: its time, and who holds the installation when it is not us. */
  private record Claimed(boolean mine, Instant databaseTime, Optional<Holder> holder) {}

  private static Claimed claim(Tx tx, NodeId node, String place) {
    Instant now = tx.installation().databaseTime();
    Optional<Holder> holder = tx.installation().holder();
    NodeId over =
        holder.filter(last -> last.place().equals(place)).flatMap(Holder::node).orElse(node);
    boolean mine = tx.installation().claim(node, place, over, now, now.plus(LIFE));
    if (mine) {
      tx.installation().seen(node, place, now.plus(MISSED_AFTER));
    }
    return new Claimed(mine, now, holder);
  }

  /**
   * A copy of a data directory has a copy of the row, which nobody renews: on the same machine, the
   * directory that the row names tells whether its server runs.
   */
  private static void refuseWhileOriginalRuns(
      Holder last, InstallationId installation, String machine, Path data) {
    if (!last.place().startsWith(machine + " ")) {
      return;
    }
    Path original = Path.of(last.place().substring(machine.length() + 1));
    if (isOf(original, installation) && DataDirectoryLock.isHeld(original)) {
      throw new BerthException(
          ErrorCode.INSTALLATION_BUSY,
          data + " is a copy of " + original + ", whose server is at work");
    }
  }

  private static BerthException busy(Claimed claimed) {
    String who =
        claimed
            .holder()
            .map(
                holder ->
                    "the server at "
                        + holder.place()
                        + " holds it for another "
                        + Math.max(
                            1, Duration.between(claimed.databaseTime(), holder.until()).toSeconds())
                        + " s")
            .orElse("another server was quicker");
    return new BerthException(ErrorCode.INSTALLATION_BUSY, who);
  }

  /** Says in the directory which installation it holds. */
  private static void mark(Path data, InstallationId installation) {
    try {
      Files.writeString(data.resolve(MARK), installation.value() + "\n");
    } catch (IOException e) {
      throw BerthServer.unusable(data + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static boolean isOf(Path directory, InstallationId installation) {
    try {
      Path mark = directory.resolve(MARK);
      return Files.isRegularFile(mark)
          && Files.readString(mark).strip().equals(installation.value());
    } catch (IOException e) {
      log.warn("{} cannot be looked at: {}", directory, e.getMessage());
      return false;
    }
  }

  /** How often to renew. */
  Duration interval() {
    return RENEWAL;
  }

  Standing standing() {
    return standing;
  }

  /** Renews the claim, and finds out whether this server may work. */
  Standing renew() {
    try {
      judge(database.write(tx -> renewed(tx)));
    } catch (BerthException e) {
      if (time.nanos() - goodUntilNanos > 0) {
        standing = new Standing.Idle(e.code(), "the claim could not be renewed: " + e.detail());
      }
      log.warn("the claim on the installation could not be renewed: {}", e.detail());
    }
    return standing;
  }

  private Claimed renewed(Tx tx) {
    Instant now = tx.installation().databaseTime();
    Optional<Holder> holder = tx.installation().holder();
    boolean mine = tx.installation().claim(node, place, node, now, now.plus(LIFE));
    // Without the claim it takes no work, and goes on with what it began.
    tx.installation().seen(node, place, now.plus(MISSED_AFTER));
    return new Claimed(mine, now, holder);
  }

  private void judge(Claimed claimed) {
    Duration off = Duration.between(claimed.databaseTime(), time.now()).abs();
    if (!claimed.mine()) {
      standing = new Standing.Idle(ErrorCode.INSTALLATION_BUSY, busy(claimed).detail());
    } else if (off.compareTo(CLOCK_TOLERANCE) > 0) {
      goodUntilNanos = time.nanos() + LIFE.toNanos();
      standing =
          new Standing.Idle(
              ErrorCode.CLOCK_OFF, "this clock is " + off.toMillis() + " ms off the database's");
    } else {
      goodUntilNanos = time.nanos() + LIFE.toNanos();
      standing = new Standing.Good();
    }
  }

  /** Gives the claim up, so that another may take it at once. */
  @Override
  public void close() {
    database.write(
        tx -> {
          tx.installation().release(node);
          tx.installation().forget(node);
          return true;
        });
  }
}
