package dev.berth.store.egress;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.egress.Traffic;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.util.List;

/** Traffic, refusals and changes. What a repository may have many of is cut when it grows. */
public final class SqlEgressStore implements EgressStore {
  private final Sql sql;

  public SqlEgressStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public Traffic claimed(SessionId session) {
    return sql.one(
            "select * from egress_use where session_id = :session",
            Args.of("session", session.value()),
            row -> new Traffic(row.number("sent_bytes"), row.number("received_bytes")))
        .orElse(Traffic.none());
  }

  @Override
  public void claim(SessionId session, Traffic traffic) {
    sql.update(
        """
        insert into egress_use (session_id, sent_bytes, received_bytes)
        values (:session, :sent, :received)
        on conflict (session_id) do update set
          sent_bytes = case when excluded.sent_bytes > egress_use.sent_bytes
            then excluded.sent_bytes else egress_use.sent_bytes end,
          received_bytes = case when excluded.received_bytes > egress_use.received_bytes
            then excluded.received_bytes else egress_use.received_bytes end
        """,
        Args.of("session", session.value())
            .and("sent", traffic.sent())
            .and("received", traffic.received()));
  }

  @Override
  public void refused(RepoId repo, Refused refused) {
    sql.update(
        """
        insert into egress_refusals
          (repo_id, host, port, reason, times, first_at, last_at, last_task)
        values (:repo, :host, :port, :reason, :times, :first, :last, :task)
        on conflict (repo_id, host, port, reason) do update set
          times = egress_refusals.times + excluded.times,
          last_at = excluded.last_at,
          last_task = excluded.last_task
        """,
        Args.of("repo", repo.value())
            .and("host", refused.host())
            .and("port", refused.port())
            .and("reason", refused.reason())
            .and("times", refused.times())
            .and("first", refused.first())
            .and("last", refused.last())
            .and("task", refused.task().value()));
    sql.update(
        """
        delete from egress_refusals where repo_id = :repo and last_at < (
          select min(kept.last_at) from (
            select last_at from egress_refusals where repo_id = :repo
            order by last_at desc limit :most) kept)
        """,
        Args.of("repo", repo.value()).and("most", MOST_REFUSALS));
  }

  @Override
  public List<Refused> refusals(RepoId repo) {
    return sql.list(
        """
        select * from egress_refusals where repo_id = :repo
        order by last_at desc, host, port, reason limit :most
        """,
        Args.of("repo", repo.value()).and("most", MOST_REFUSALS),
        row ->
            new Refused(
                row.text("host"),
                row.integer("port"),
                EgressRefusal.valueOf(row.text("reason")),
                row.number("times"),
                row.time("first_at"),
                row.time("last_at"),
                new TaskId(row.text("last_task"))));
  }

  @Override
  public void changed(RepoId repo, Change change) {
    sql.update(
        """
        insert into egress_changes (repo_id, number, at, user_id, action, entry)
        select :repo, coalesce(max(number), 0) + 1, :at, :by, :action, :entry
        from egress_changes where repo_id = :repo
        """,
        Args.of("repo", repo.value())
            .and("at", change.at())
            .and("by", change.by().value())
            .and("action", change.action())
            .and("entry", change.entry()));
    sql.update(
        """
        delete from egress_changes where repo_id = :repo and number <= (
          select max(number) - :most from egress_changes where repo_id = :repo)
        """,
        Args.of("repo", repo.value()).and("most", MOST_CHANGES));
  }

  @Override
  public List<Change> changes(RepoId repo) {
    return sql.list(
        "select * from egress_changes where repo_id = :repo order by number desc",
        Args.of("repo", repo.value()),
        row ->
            new Change(
                row.time("at"),
                new UserId(row.text("user_id")),
                Change.Action.valueOf(row.text("action")),
                row.text("entry")));
  }
}
