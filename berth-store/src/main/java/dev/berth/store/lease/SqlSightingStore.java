package dev.berth.store.lease;

import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.SightingStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Sightings as rows: one for each kind, place, reason and name. */
public final class SqlSightingStore implements SightingStore {
  private final Sql sql;

  public SqlSightingStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public Map<LeaseId, Instant> noteAll(Look look, Set<LeaseId> names, Instant at) {
    Set<LeaseId> gone = new HashSet<>(names(look));
    gone.removeAll(names);
    gone.forEach(name -> forget(look, name));
    Map<LeaseId, Instant> first = new HashMap<>();
    names.forEach(name -> first.put(name, note(look, name, at)));
    return first;
  }

  @Override
  public Instant note(Look look, LeaseId name, Instant at) {
    // Of another boot, or of a time that has not come yet since the clock was put back: anew.
    return sql.one(
            """
            insert into sightings (kind, place, boot, what, name, first_seen)
            values (:kind, :place, :boot, :what, :name, :at)
            on conflict (kind, place, what, name) do update set
              first_seen = case
                when sightings.boot <> excluded.boot then excluded.first_seen
                when sightings.first_seen > excluded.first_seen then excluded.first_seen
                else sightings.first_seen end,
              boot = excluded.boot
            returning first_seen
            """,
            key(look).and("name", name.value()).and("boot", boot(look)).and("at", at),
            row -> row.time("first_seen"))
        .orElseThrow();
  }

  @Override
  public void forget(Look look, LeaseId name) {
    sql.update(
        """
        delete from sightings
        where kind = :kind and place = :place and what = :what and name = :name
        """,
        key(look).and("name", name.value()));
  }

  @Override
  public Set<LeaseId> names(Look look) {
    return Set.copyOf(
        sql.list(
            "select name from sightings where kind = :kind and place = :place and what = :what",
            key(look),
            row -> new LeaseId(row.text("name"))));
  }

  private static Args key(Look look) {
    return Args.of("kind", look.kind())
        .and("place", withoutBoot(look.place()))
        .and("what", look.what());
  }

  private static String withoutBoot(Place place) {
    return switch (place) {
      case Place.Host host -> "host:" + host.machineId();
      case Place.Cloud cloud -> cloud.text();
      case Place.Database database -> database.text();
    };
  }

  /** Empty where a boot says nothing about whether the thing can still be there. */
  private static String boot(Look look) {
    return switch (look.place()) {
      case Place.Host host when look.kind().endsWithBoot() -> host.bootId();
      case Place.Host _, Place.Cloud _, Place.Database _ -> "";
    };
  }
}
