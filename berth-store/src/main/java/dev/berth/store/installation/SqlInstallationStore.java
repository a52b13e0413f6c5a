package dev.berth.store.installation;

import dev.berth.core.id.InstallationId;
import dev.berth.core.id.NodeId;
import dev.berth.core.store.InstallationStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The installation's row and its values. */
public final class SqlInstallationStore implements InstallationStore {
  private final Sql sql;
  private final InstantSource clock;

  /**
   * Over one unit of work.
   *
   * @param clock of this process
   */
  public SqlInstallationStore(Sql sql, InstantSource clock) {
    this.sql = sql;
    this.clock = clock;
  }

  @Override
  public Optional<InstallationId> id() {
    return sql.one(
        "select id from installation", Args.none(), row -> new InstallationId(row.text("id")));
  }

  @Override
  public void create(InstallationId id, Instant at) {
    sql.update(
        "insert into installation (singleton, id, created_at) values (1, :id, :at)",
        Args.of("id", id.value()).and("at", at));
  }

  @Override
  public boolean claim(NodeId node, String place, NodeId over, Instant now, Instant until) {
    return sql.changed(
        """
        update installation set holder = :node, holder_place = :place, held_until = :until
        where holder is null or holder = :over or held_until <= :now
        """,
        Args.of("node", node.value())
            .and("place", place)
            .and("over", over.value())
            .and("now", now)
            .and("until", until));
  }

  @Override
  public Optional<Holder> holder() {
    return sql.one(
        """
        select holder, holder_place, held_until from installation
        where holder_place is not null
        """,
        Args.none(),
        row ->
            new Holder(
                row.optionalText("holder").map(NodeId::new),
                row.text("holder_place"),
                row.optionalTime("held_until").orElse(Instant.EPOCH)));
  }

  @Override
  public void release(NodeId node) {
    sql.update(
        "update installation set holder = null, held_until = null where holder = :node",
        Args.of("node", node.value()));
  }

  @Override
  public void seen(NodeId node, String place, Instant until) {
    sql.update(
        "delete from nodes where place = :place and id <> :node",
        Args.of("place", place).and("node", node.value()));
    sql.update(
        """
        insert into nodes (id, place, seen_until) values (:node, :place, :until)
        on conflict (id) do update set seen_until = excluded.seen_until
        """,
        Args.of("node", node.value()).and("place", place).and("until", until));
  }

  @Override
  public void forget(NodeId node) {
    sql.update("delete from nodes where id = :node", Args.of("node", node.value()));
  }

  @Override
  public Instant databaseTime() {
    Args clocks =
        switch (sql.dialect()) {
          case SQLITE -> Args.of("clock", clock.instant());
          case POSTGRESQL -> Args.none();
        };
    return sql.one(sql.dialect().nowQuery(), clocks, row -> row.time("now_ms")).orElseThrow();
  }

  @Override
  public Optional<String> value(String key) {
    return sql.one(
        "select value from installation_values where name = :key",
        Args.of("key", key),
        row -> row.text("value"));
  }

  @Override
  public void putValue(String key, String value) {
    sql.update(
        """
        insert into installation_values (name, value) values (:key, :value)
        on conflict (name) do update set value = excluded.value
        """,
        Args.of("key", key).and("value", value));
  }
}
