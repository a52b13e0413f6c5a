package dev.berth.testkit.gateway;

import dev.berth.core.blob.Sha256;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.secret.Secret;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.testkit.fault.Faults;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Doors without sockets. What is on disk ({@link #directories()}) outlives the server; what listens
 * ({@link #listening()}) does not. Thread-safe.
 */
public final class FakeDoors implements SessionDoors {
  private final Database database;
  private final Time time;
  private volatile Place place;
  private final Faults faults;
  private final Map<LeaseId, String> directories = new LinkedHashMap<>();
  private final Set<LeaseId> listening = new LinkedHashSet<>();

  public FakeDoors(Database database, Time time, Place place, Faults faults) {
    this.database = database;
    this.time = time;
    this.place = place;
    this.faults = faults;
  }

  @Override
  public Opened open(IntendedLease lease, SessionId session, GrantRole role) {
    return faults.call("doors.open", () -> opened(lease.name(), session, role));
  }

  @Override
  public void unmake(IntendedLease lease) {
    faults.run("doors.unmake", () -> close(lease.name()));
  }

  @Override
  public void reopen(Lease lease) {
    faults.run("doors.reopen", () -> listen(lease.id()));
  }

  @Override
  public void refresh(SessionId session) {
    faults.run("doors.refresh", () -> {});
  }

  @Override
  public Custodian custodian() {
    return new OfDoors();
  }

  /** The host booted: what was on disk is still there. */
  public synchronized void reboot(Place now) {
    place = now;
    listening.clear();
  }

  /** The server died: nothing listens any more. */
  public synchronized void die() {
    listening.clear();
  }

  /** Grants whose sockets are on disk. */
  public synchronized Set<LeaseId> directories() {
    return Set.copyOf(directories.keySet());
  }

  /** Grants that are listened for. */
  public synchronized Set<LeaseId> listening() {
    return Set.copyOf(listening);
  }

  private Opened opened(LeaseId lease, SessionId session, GrantRole role) {
    Secret token = new Secret("token-of-" + lease);
    String directory = "/fake/" + lease;
    Grant grant =
        new Grant(
            lease, session, role, sha256(token), directory, Optional.empty(), Optional.empty());
    database.write(
        tx -> {
          tx.grants().insert(grant);
          return true;
        });
    synchronized (this) {
      directories.put(lease, directory);
      listening.add(lease);
    }
    return new Opened(directory, Path.of(directory), token);
  }

  private void close(LeaseId lease) {
    database.write(
        tx -> {
          tx.grants().kill(lease, time.now());
          return true;
        });
    synchronized (this) {
      directories.remove(lease);
      listening.remove(lease);
    }
  }

  private synchronized void listen(LeaseId lease) {
    if (directories.containsKey(lease)) {
      listening.add(lease);
    }
  }

  private static String sha256(Secret token) {
    return Sha256.hex(token.reveal().getBytes(StandardCharsets.UTF_8));
  }

  private final class OfDoors implements Custodian {
    @Override
    public LeaseKind kind() {
      return LeaseKind.GATEWAY_GRANT;
    }

    @Override
    public Place place() {
      return place;
    }

    @Override
    public Presence look(Lease lease) {
      synchronized (FakeDoors.this) {
        String directory = directories.get(lease.id());
        return directory == null
            ? new Presence.Absent("no such socket directory")
            : new Presence.Present(directory);
      }
    }

    @Override
    public void release(Lease lease) {
      faults.run("doors.release", () -> close(lease.id()));
    }

    @Override
    public Listing list() {
      synchronized (FakeDoors.this) {
        List<Thing> things =
            directories.entrySet().stream()
                .map(e -> new Thing(e.getKey(), e.getValue(), Optional.empty()))
                .toList();
        return new Listing(true, things);
      }
    }
  }
}
