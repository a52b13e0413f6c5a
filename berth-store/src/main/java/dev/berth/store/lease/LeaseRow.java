package dev.berth.store.lease;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Row;
import java.sql.SQLException;
import java.util.Optional;

/** A lease as columns and back. */
final class LeaseRow {
  private enum OwnerKind {
    SESSION,
    STACK,
    INSTALLATION
  }

  private LeaseRow() {}

  static boolean isOfSession(Lease lease) {
    return lease.owner() instanceof LeaseOwner.OfSession;
  }

  static Args of(Lease lease) {
    Args args =
        Args.of("id", lease.id().value())
            .and("kind", lease.kind())
            .and("place", lease.place().text())
            .and("handle", lease.handle())
            .and("state", lease.state())
            .and("epoch", lease.epoch())
            .and("create_by", lease.createBy())
            .and("releaser", lease.releaser().map(r -> r.node().value()))
            .and("releaser_until", lease.releaser().map(Lease.Releaser::until))
            .and("after_ids", Json.text(lease.after().stream().map(LeaseId::value).toList()))
            .and("attempts", lease.attempts().count())
            .and("last_error", lease.attempts().lastError())
            .and("next_attempt", lease.attempts().next())
            .and("waited_until", lease.attempts().waitedUntil())
            .and("evidence", lease.evidence())
            .and("sequence", lease.sequence())
            .and("intended_at", lease.times().intendedAt())
            .and("held_at", lease.times().heldAt())
            .and("releasing_at", lease.times().releasingAt())
            .and("settled_at", lease.times().settledAt());
    return owner(args, lease.owner());
  }

  private static Args owner(Args args, LeaseOwner owner) {
    return switch (owner) {
      case LeaseOwner.OfSession(SessionId session) ->
          args.and("owner_kind", OwnerKind.SESSION)
              .and("owner_session", session.value())
              .and("owner_stack", Optional.empty());
      case LeaseOwner.OfStack(String stack) ->
          args.and("owner_kind", OwnerKind.STACK)
              .and("owner_session", Optional.empty())
              .and("owner_stack", stack);
      case LeaseOwner.OfInstallation() ->
          args.and("owner_kind", OwnerKind.INSTALLATION)
              .and("owner_session", Optional.empty())
              .and("owner_stack", Optional.empty());
    };
  }

  static Lease read(Row row) throws SQLException {
    return new Lease(
        new LeaseId(row.text("id")),
        LeaseKind.valueOf(row.text("kind")),
        readOwner(row),
        Place.parse(row.text("place")),
        row.optionalText("handle"),
        LeaseState.valueOf(row.text("state")),
        row.number("epoch"),
        row.time("create_by"),
        readReleaser(row),
        Json.texts(row.text("after_ids")).stream().map(LeaseId::new).toList(),
        new Lease.Attempts(
            row.integer("attempts"),
            row.optionalText("last_error"),
            row.optionalTime("next_attempt"),
            row.optionalTime("waited_until")),
        row.optionalText("evidence"),
        row.number("sequence"),
        new Lease.Times(
            row.time("intended_at"),
            row.optionalTime("held_at"),
            row.optionalTime("releasing_at"),
            row.optionalTime("settled_at")));
  }

  private static LeaseOwner readOwner(Row row) throws SQLException {
    return switch (OwnerKind.valueOf(row.text("owner_kind"))) {
      case SESSION -> new LeaseOwner.OfSession(new SessionId(row.text("owner_session")));
      case STACK -> new LeaseOwner.OfStack(row.text("owner_stack"));
      case INSTALLATION -> new LeaseOwner.OfInstallation();
    };
  }

  private static Optional<Lease.Releaser> readReleaser(Row row) throws SQLException {
    Optional<String> node = row.optionalText("releaser");
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(new Lease.Releaser(new NodeId(node.get()), row.time("releaser_until")));
  }
}
