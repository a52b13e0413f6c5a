package dev.berth.store.installation;

import dev.berth.core.store.EffectStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.Optional;

/** Effects on the outside, by key. */
public final class SqlEffectStore implements EffectStore {
  private final Sql sql;

  public SqlEffectStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public Optional<Long> claim(String key, Instant now, Instant until) {
    return sql.one(
        """
        insert into effects (name, fence, claimed_until) values (:key, 1, :until)
        on conflict (name) do update set
          fence = effects.fence + 1, claimed_until = excluded.claimed_until
        where effects.outcome is null and effects.claimed_until <= :now
        returning fence
        """,
        Args.of("key", key).and("now", now).and("until", until),
        row -> row.number("fence"));
  }

  @Override
  public boolean done(String key, long fence, String outcome, Instant at) {
    return sql.changed(
        """
        update effects set outcome = :outcome, done_at = :at
        where name = :key and fence = :fence and outcome is null
        """,
        Args.of("key", key).and("fence", fence).and("outcome", outcome).and("at", at));
  }

  @Override
  public Optional<Effect> find(String key) {
    return sql.one(
        "select * from effects where name = :key",
        Args.of("key", key),
        row -> new Effect(row.text("name"), row.number("fence"), row.optionalText("outcome")));
  }
}
