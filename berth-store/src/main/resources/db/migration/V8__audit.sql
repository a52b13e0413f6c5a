-- What was decided, refused and changed, and by whom. Nothing refers to it and it refers to nothing:
-- it outlives what it tells of.
create table audit (
  id text primary key,
  at bigint not null,
  action text not null,
  user_id text,
  task_id text,
  subject text not null,
  facts text not null
);
create index audit_by_time on audit (at, id);

${audit_append_only}
