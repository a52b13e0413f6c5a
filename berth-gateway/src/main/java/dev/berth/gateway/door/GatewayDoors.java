package dev.berth.gateway.door;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.Place;
import dev.berth.core.secret.Secret;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.server.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens two Unix sockets for each grant, in a directory named after the grant's lease. What is
 * known of a grant here is what the store said last: {@link #refresh} after each change of its
 * rights is what makes the change felt. Thread-safe.
 */
public final class GatewayDoors implements SessionDoors, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayDoors.class);

  private final Database database;
  private final Time time;
  private final RandomGenerator random;
  private final EgressConnections egress;
  private final DoorLimits limits;
  private final SocketDirectory sockets;
  private final Custodian custodian;
  private final Map<LeaseId, Doorway> doorways = new ConcurrentHashMap<>();
  private final GatewayServer server;

  /**
   * Starts the server, with no socket yet.
   *
   * @param random must be cryptographically strong: tokens come from it
   */
  public GatewayDoors(
      DoorSettings settings,
      Database database,
      Time time,
      RandomGenerator random,
      List<SessionRoute> routes,
      EgressConnections egress) {
    this.database = database;
    this.time = time;
    this.random = random;
    this.egress = egress;
    this.limits = settings.limits();
    this.sockets = new SocketDirectory(settings.run());
    this.custodian = new GrantCustodian(settings.place(), sockets, this::release);
    this.server =
        new GatewayServer(
            routes,
            new SessionGuard(this::named, settings.limits(), time),
            settings.maxBodyBytes(),
            new ConnectionWatch(settings.limits().connections(), time));
  }

  /**
   * Where the sockets are.
   *
   * @param run a directory of the server's own, of a path short enough for sockets (108 bytes)
   * @param place this host since its boot
   * @param maxBodyBytes the largest body that any path takes; paths have smaller limits of their
   *     own
   * @param limits of what may be under way
   */
  public record DoorSettings(Path run, Place place, long maxBodyBytes, DoorLimits limits) {}

  @Override
  public Opened open(IntendedLease lease, SessionId session, GrantRole role) {
    if (!time.now().isBefore(lease.createBy())) {
      throw new BerthException(ErrorCode.LEASE_LOST, "it is too late to open doors for " + session);
    }
    LeaseId name = lease.name();
    Path directory = sockets.create(name);
    Secret token = SessionToken.random(random);
    Grant grant =
        new Grant(
            name,
            session,
            role,
            SessionToken.sha256(token),
            directory.toString(),
            Optional.empty(),
            Optional.empty());
    try {
      database.write(
          tx -> {
            tx.grants().insert(grant);
            return grant;
          });
      listen(grant);
    } catch (RuntimeException e) {
      undo(name, e);
      throw e;
    }
    return new Opened(directory.toString(), directory, token);
  }

  private void undo(LeaseId name, RuntimeException cause) {
    try {
      release(name);
    } catch (RuntimeException alsoFailed) {
      cause.addSuppressed(alsoFailed);
    }
  }

  @Override
  public void unmake(IntendedLease lease) {
    release(lease.name());
  }

  @Override
  public void reopen(Lease lease) {
    Grant grant =
        stored(lease.id())
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.SESSION_LOST, "no grant is stored for lease " + lease.id()));
    if (grant.deadAt().isPresent()) {
      throw new BerthException(ErrorCode.SESSION_CLOSED, "the grant " + lease.id() + " has ended");
    }
    Doorway present = doorways.get(lease.id());
    if (present != null) {
      present.grant(grant);
      return;
    }
    if (!sockets.exists(lease.id())) {
      throw new BerthException(
          ErrorCode.SESSION_LOST, "the socket directory of " + grant.session() + " is gone");
    }
    listen(grant);
    LOG.info("the doors of {} are open again", grant.session());
  }

  private synchronized void listen(Grant grant) {
    LeaseId name = grant.lease();
    Doorway doorway = new Doorway(grant, limits);
    if (doorways.putIfAbsent(name, doorway) != null) {
      return;
    }
    try {
      sockets.removeSockets(name);
      EgressSocket socket = EgressSocket.listen(sockets.egress(name), doorway::grant, egress);
      doorway.listening(socket);
      sockets.openToSandbox(sockets.egress(name));
      doorway.listening(server.listen(name.value(), sockets.gateway(name)));
      sockets.openToSandbox(sockets.gateway(name));
    } catch (IOException | RuntimeException e) {
      // A doorway without sockets would be taken for an open one by the next who asks.
      doorways.remove(name, doorway);
      BerthException failure =
          new BerthException(
              ErrorCode.STORAGE_FAILED,
              "the sockets of " + grant.session() + " cannot be opened",
              e);
      try {
        shut(doorway);
      } catch (RuntimeException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
  }

  @Override
  public void refresh(SessionId session) {
    for (Doorway doorway : doorways.values()) {
      Grant known = doorway.grant();
      if (known.session().equals(session)) {
        // a grant whose row is gone is as good as dead
        doorway.grant(stored(known.lease()).orElseGet(() -> dead(known)));
        egress.forget(doorway.grant());
      }
    }
  }

  /** The egress lists of repositories have changed: every session's connections are looked at. */
  public void recheckEgress() {
    doorways.values().forEach(doorway -> egress.recheck(doorway.grant()));
  }

  @Override
  public Custodian custodian() {
    return custodian;
  }

  private void release(LeaseId lease) {
    database.write(
        tx -> {
          tx.grants().kill(lease, time.now());
          return lease;
        });
    Doorway doorway = doorways.get(lease);
    if (doorway != null) {
      doorway.grant(dead(doorway.grant()));
      egress.forget(doorway.grant());
      shut(doorway);
      doorways.remove(lease, doorway);
    }
    sockets.remove(lease);
  }

  private void shut(Doorway doorway) {
    Connector connector = doorway.takeGateway();
    EgressSocket socket = doorway.takeEgress();
    try {
      if (socket != null) {
        socket.close();
      }
      if (connector != null) {
        server.close(connector);
      }
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED,
          "the sockets of " + doorway.grant().session() + " cannot be closed",
          e);
    }
  }

  private Grant dead(Grant grant) {
    return new Grant(
        grant.lease(),
        grant.session(),
        grant.role(),
        grant.tokenSha256(),
        grant.doors(),
        grant.narrowedAt(),
        Optional.of(grant.deadAt().orElseGet(time::now)));
  }

  private Optional<Grant> stored(LeaseId lease) {
    return database.read(tx -> tx.grants().find(lease));
  }

  private Optional<Doorway> named(String connector) {
    return Ulid.isValid(connector)
        ? Optional.ofNullable(doorways.get(new LeaseId(connector)))
        : Optional.empty();
  }

  /** Stops listening; grants, directories and tokens stay for the next server. */
  @Override
  public void close() {
    doorways.values().forEach(this::shut);
    doorways.clear();
    server.close();
  }
}
