package dev.berth.gateway;

import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.Ledger;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.gateway.door.DoorLimits;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.gateway.door.GatewayDoors;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A gateway with these routes on real sockets, over a real database. Thread-safe. */
public final class OpenGateway implements AutoCloseable {
  private final Database database;
  private final Time time;
  private final Ulid ids;
  private final GatewayDoors doors;

  public OpenGateway(
      Path run,
      Database database,
      Time time,
      Ulid ids,
      List<SessionRoute> routes,
      EgressConnections egress) {
    this.database = database;
    this.time = time;
    this.ids = ids;
    this.doors =
        new GatewayDoors(
            new GatewayDoors.DoorSettings(run, Samples.HOST, 64L << 20, DoorLimits.standard()),
            database,
            time,
            new SecureRandom(),
            routes,
            egress);
  }

  /** Opens the doors of a stored session. */
  public Client open(Session session, GrantRole role) {
    AtomicReference<SessionDoors.Opened> made = new AtomicReference<>();
    HeldLease held =
        new Ledger(database, time, ids, Waypoints.none())
            .acquire(
                new LeaseRequest(
                    LeaseKind.GATEWAY_GRANT,
                    new LeaseOwner.OfSession(session.id()),
                    Samples.HOST,
                    Duration.ofSeconds(30),
                    List.of()),
                new Ledger.Maker() {
                  @Override
                  public String make(IntendedLease lease) {
                    SessionDoors.Opened now = doors.open(lease, session.id(), role);
                    made.set(now);
                    return now.handle();
                  }

                  @Override
                  public void unmake(IntendedLease lease, String handle) {
                    doors.unmake(lease);
                  }
                });
    return new Client(session, held, Objects.requireNonNull(made.get()));
  }

  /** The server's side of the doors. */
  public GatewayDoors doors() {
    return doors;
  }

  /** A session's side of its doors. */
  public record Client(Session session, HeldLease lease, SessionDoors.Opened opened) {
    /** One call with the session's token. */
    public UnixHttp.Answer call(String method, String path, String body) throws IOException {
      return call(method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** One call with the session's token. */
    public UnixHttp.Answer call(String method, String path, byte[] body) throws IOException {
      return UnixHttp.once(socket(), method, path, headers(), body);
    }

    /** What a call carries. */
    public Map<String, String> headers() {
      return Map.of("Authorization", "Bearer " + opened.token().reveal());
    }

    /** The socket of everything but egress. */
    public Path socket() {
      return opened.doors().resolve("gateway.sock");
    }

    /** The socket of egress. */
    public Path egress() {
      return opened.doors().resolve("egress.sock");
    }
  }

  @Override
  public void close() {
    doors.close();
  }
}
