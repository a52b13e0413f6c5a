-- What retention looks for, and what is asked before a task's row may go.
create index tasks_by_end on tasks (completed_at) where completed_at is not null;
create index idempotency_keys_by_task on idempotency_keys (task_id);
create index artifacts_by_blob on artifacts (sha256);

-- What a session had recorded of itself, as sums, and whether that has come to its end.
alter table event_counters add column session_events bigint not null default 0;
alter table event_counters add column session_bytes bigint not null default 0;
alter table event_counters add column recording_ended boolean not null default false;

-- Which start of a server reserved the money; the default is nobody.
alter table model_calls add column node text not null default '00000000000000000000000000';

-- Servers that live, each start under an id of its own. seen_until is database time.
create table nodes (
  id text primary key,
  place text not null,
  seen_until bigint not null
);

-- Nobody ever wrote one (decision 81).
drop table effects;
