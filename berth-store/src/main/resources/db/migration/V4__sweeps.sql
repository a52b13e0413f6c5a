-- What sweeps of cloud accounts remember: lines that are only appended, and who may append. A journal is an account and a region.
create table sweep_locks (
  journal text primary key,
  token bigint not null,
  holder text not null,
  held_until bigint not null
);

create table sweep_journal (
  journal text not null,
  seq bigint not null,
  token bigint not null,
  line text not null,
  written_at bigint not null,
  primary key (journal, seq)
);
