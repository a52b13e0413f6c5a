package dev.berth.store.sweep;

import dev.berth.core.sweep.SweepJournalStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Journals of sweeps as rows, one per append. */
public final class SqlSweepJournalStore implements SweepJournalStore {
  private final Sql sql;

  public SqlSweepJournalStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public Optional<Lock> lock(String journal) {
    // There must be a row, or two who find none would both be the first.
    sql.update(
        """
        insert into sweep_locks (journal, token, holder, held_until) values (:journal, 0, '', 0)
        on conflict (journal) do nothing
        """,
        Args.of("journal", journal));
    return sql.one(
            "select token, holder, held_until from sweep_locks where journal = :journal "
                + sql.dialect().forUpdate(),
            Args.of("journal", journal),
            row -> new Lock(row.number("token"), row.text("holder"), row.time("held_until")))
        .filter(lock -> lock.token() > 0);
  }

  @Override
  public void put(String journal, Lock lock) {
    sql.update(
        """
        update sweep_locks set token = :token, holder = :holder, held_until = :until
        where journal = :journal
        """,
        Args.of("journal", journal)
            .and("token", lock.token())
            .and("holder", lock.holder())
            .and("until", lock.until()));
  }

  @Override
  public void append(String journal, long token, String line, Instant at) {
    sql.update(
        """
        insert into sweep_journal (journal, seq, token, line, written_at)
        select :journal, coalesce(max(seq), 0) + 1, :token, :line, :at
        from sweep_journal where journal = :journal
        """,
        Args.of("journal", journal).and("token", token).and("line", line).and("at", at));
  }

  @Override
  public List<String> lines(String journal) {
    return sql.list(
        "select line from sweep_journal where journal = :journal order by seq",
        Args.of("journal", journal),
        row -> row.text("line"));
  }
}
