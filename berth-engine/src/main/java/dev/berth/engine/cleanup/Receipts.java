package dev.berth.engine.cleanup;

import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The account of a session: each lease, how long it was held, and how it was seen to end. */
public final class Receipts {
  private Receipts() {}

  /** The lines of a session's receipt, in the order of acquisition. */
  public static List<Line> of(Tx tx, Session session) {
    return tx.leases().of(session.id()).stream().map(Receipts::line).toList();
  }

  /** The event that closes the account; writing it a second time changes nothing. */
  static NewEvent event(Session session, List<Line> lines, Instant now) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("session_id", session.id().wire());
    metadata.put("released", lines.size());
    metadata.put("receipt", lines.stream().map(Receipts::json).toList());
    return new NewEvent(
        EventType.SESSION_CLEANUP_COMPLETE,
        now,
        metadata,
        Optional.of("berth:receipt:" + session.id().value()));
  }

  private static Line line(Lease lease) {
    Optional<Instant> from = lease.times().heldAt();
    Optional<Duration> held =
        lease.times().settledAt().flatMap(to -> from.map(start -> Duration.between(start, to)));
    return new Line(lease, held);
  }

  private static Map<String, Object> json(Line line) {
    Lease lease = line.lease();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("lease_id", lease.id().value());
    json.put("kind", lease.kind().wire());
    json.put("state", lease.state().name());
    line.held().ifPresent(held -> json.put("held_ms", held.toMillis()));
    lease.evidence().ifPresent(evidence -> json.put(key(lease.state()), evidence));
    return json;
  }

  private static String key(LeaseState end) {
    return end == LeaseState.HANDED_OVER ? "handed_over_to" : "evidence";
  }

  /**
   * One lease of a receipt.
   *
   * @param held for how long; empty while it is held, and when it never was
   */
  public record Line(Lease lease, Optional<Duration> held) {}
}
