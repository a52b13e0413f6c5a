package dev.berth.store.lease;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.LeaseStore;
import dev.berth.core.lease.Place;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ledger's rows. Each write repeats its guard in its own {@code where}. */
public final class SqlLeaseStore implements LeaseStore {
  private static final String COLUMNS =
      """
      id, kind, owner_kind, owner_session, owner_stack, place, handle, state, epoch, create_by,
      releaser, releaser_until, after_ids, attempts, last_error, next_attempt, waited_until,
      evidence, sequence, intended_at, held_at, releasing_at, settled_at
      """;

  private static final String VALUES =
      """
      :id, :kind, :owner_kind, :owner_session, :owner_stack, :place, :handle, :state, :epoch,
      :create_by, :releaser, :releaser_until, :after_ids, :attempts, :last_error, :next_attempt,
      :waited_until, :evidence, :sequence, :intended_at, :held_at, :releasing_at, :settled_at
      """;

  private final Sql sql;

  public SqlLeaseStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public long nextSequence() {
    return sql.one(
            "update ledger_sequence set last = last + 1 where singleton = 1 returning last",
            Args.none(),
            row -> row.number("last"))
        .orElseThrow();
  }

  @Override
  public long lastSequence() {
    return sql.one(
            "select last from ledger_sequence where singleton = 1",
            Args.none(),
            row -> row.number("last"))
        .orElseThrow();
  }

  @Override
  public void raiseSequence(long to) {
    sql.update(
        "update ledger_sequence set last = :to where singleton = 1 and last < :to",
        Args.of("to", to));
  }

  /**
   * For a session's lease, the session's row is locked against a concurrent move to closing until
   * this unit of work ends: either the lease is seen by whoever closes the session, or it is not
   * written.
   */
  @Override
  public boolean insert(Lease intended) {
    Args args = LeaseRow.of(intended);
    if (LeaseRow.isOfSession(intended)) {
      return sql.changed(
          "insert into leases ("
              + COLUMNS
              + ") select "
              + VALUES
              + " from sessions where sessions.id = :owner_session"
              + " and sessions.state not in ('CLOSING', 'STOPPED', 'LOST') "
              + sql.dialect().forShare(),
          args);
    }
    return sql.changed("insert into leases (" + COLUMNS + ") values (" + VALUES + ")", args);
  }

  @Override
  public boolean hold(LeaseId id, long epoch, String handle, Instant at) {
    return sql.changed(
        """
        update leases set state = 'HELD', handle = :handle, held_at = :at
        where id = :id and epoch = :epoch and state = 'INTENDED'
        """,
        Args.of("id", id.value()).and("epoch", epoch).and("handle", handle).and("at", at));
  }

  @Override
  public Optional<Lease> takeOver(LeaseId id, Lease.Releaser releaser, Instant now) {
    return sql.one(
        """
        update leases set
          state = 'RELEASING', epoch = epoch + 1, releaser = :node, releaser_until = :until,
          releasing_at = coalesce(releasing_at, :now)
        where id = :id and state not in ('RELEASED', 'HANDED_OVER')
          and (releaser is null or releaser = :node or releaser_until <= :now)
        returning *
        """,
        Args.of("id", id.value())
            .and("node", releaser.node().value())
            .and("until", releaser.until())
            .and("now", now),
        LeaseRow::read);
  }

  @Override
  public boolean extend(LeaseId id, long epoch, Instant until) {
    return sql.changed(
        """
        update leases set releaser_until = :until
        where id = :id and epoch = :epoch and state = 'RELEASING' and releaser is not null
        """,
        Args.of("id", id.value()).and("epoch", epoch).and("until", until));
  }

  @Override
  public boolean settle(LeaseId id, long epoch, LeaseState end, String evidence, Instant at) {
    if (!end.isSettled()) {
      throw new IllegalArgumentException("not an end of a lease: " + end);
    }
    return sql.changed(
        """
        update leases set
          state = :end, evidence = :evidence, settled_at = :at, releaser = null,
          releaser_until = null, next_attempt = null
        where id = :id and epoch = :epoch and state not in ('RELEASED', 'HANDED_OVER')
        """,
        Args.of("id", id.value())
            .and("epoch", epoch)
            .and("end", end)
            .and("evidence", evidence)
            .and("at", at));
  }

  @Override
  public boolean postpone(LeaseId id, long epoch, String error, Instant next, boolean stuck) {
    return sql.changed(
        """
        update leases set
          state = :state, attempts = attempts + 1, last_error = :error, next_attempt = :next,
          releaser = null, releaser_until = null
        where id = :id and epoch = :epoch and state in ('RELEASING', 'STUCK')
        """,
        Args.of("id", id.value())
            .and("epoch", epoch)
            .and("state", stuck ? LeaseState.STUCK : LeaseState.RELEASING)
            .and("error", error)
            .and("next", next));
  }

  @Override
  public boolean await(LeaseId id, long epoch, String reason, Instant next) {
    return sql.changed(
        """
        update leases set
          last_error = :reason, next_attempt = :next, waited_until = :next,
          releaser = null, releaser_until = null
        where id = :id and epoch = :epoch and state in ('RELEASING', 'STUCK')
        """,
        Args.of("id", id.value()).and("epoch", epoch).and("reason", reason).and("next", next));
  }

  @Override
  public int voidClaims(NodeId except) {
    return sql.list(
            """
            update leases set releaser = null, releaser_until = null
            where settled_at is null and releaser is not null and releaser <> :node
            returning id
            """,
            Args.of("node", except.value()),
            row -> row.text("id"))
        .size();
  }

  @Override
  public Optional<Lease> find(LeaseId id) {
    return sql.one(
        "select * from leases where id = :id", Args.of("id", id.value()), LeaseRow::read);
  }

  @Override
  public List<Lease> of(SessionId session) {
    return sql.list(
        "select * from leases where owner_session = :session order by sequence",
        Args.of("session", session.value()),
        LeaseRow::read);
  }

  @Override
  public List<Lease> at(Place place, Set<LeaseState> states) {
    if (states.isEmpty()) {
      return List.of();
    }
    return sql.list(
        "select * from leases where place = :place and state in (<states>) order by sequence",
        Args.of("place", place.text()).in("states", states),
        LeaseRow::read);
  }

  @Override
  public List<Lease> in(Set<LeaseState> states) {
    if (states.isEmpty()) {
      return List.of();
    }
    return sql.list(
        "select * from leases where state in (<states>) order by sequence",
        Args.none().in("states", states),
        LeaseRow::read);
  }

  @Override
  public List<Entry> list(Set<LeaseState> states, long before, int limit) {
    if (states.isEmpty()) {
      return List.of();
    }
    return sql.list(
        """
        select l.*, s.task_id from leases l
        left join sessions s on s.id = l.owner_session
        where l.state in (<states>) and l.sequence < :before
        order by l.sequence desc limit :limit
        """,
        Args.of("before", before).and("limit", limit).in("states", states),
        row -> new Entry(LeaseRow.read(row), row.optionalText("task_id").map(TaskId::new)));
  }

  @Override
  public List<Lease> abandoned(Place place, Instant now) {
    return sql.list(
        """
        select l.* from leases l
        join sessions s on s.id = l.owner_session
        where l.place = :place and l.settled_at is null
          and s.state in ('CLOSING', 'STOPPED', 'LOST')
          and (l.releaser is null or l.releaser_until <= :now)
          and (l.next_attempt is null or l.next_attempt <= :now)
        order by l.sequence
        """,
        Args.of("place", place.text()).and("now", now),
        LeaseRow::read);
  }

  @Override
  public long countUnsettled(LeaseKind kind) {
    return sql.one(
            "select count(*) as n from leases where kind = :kind and settled_at is null",
            Args.of("kind", kind),
            row -> row.number("n"))
        .orElseThrow();
  }

  @Override
  public boolean isReleasing(LeaseId id, NodeId node, long epoch) {
    return sql.one(
            """
            select 1 as one from leases
            where id = :id and releaser = :node and epoch = :epoch and state = 'RELEASING'
            """,
            Args.of("id", id.value()).and("node", node.value()).and("epoch", epoch),
            row -> row.integer("one"))
        .isPresent();
  }
}
