-- What complete listings showed and the ledger does not explain, since when. A sighting is of one boot of its host (empty for other places).
create table sightings (
  kind text not null,
  place text not null,
  boot text not null,
  what text not null,
  name text not null,
  first_seen bigint not null,
  primary key (kind, place, what, name)
);

-- Until when a lease waited for a dependency that was down; that time does not make it stuck.
alter table leases add column waited_until bigint;
