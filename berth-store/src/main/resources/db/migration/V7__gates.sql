-- Questions to people, and what became of them.
create table gates (
  id text primary key,
  task_id text not null references tasks (id) deferrable initially deferred,
  session_id text not null references sessions (id) deferrable initially deferred,
  call_key text,
  tool text not null,
  preview text not null,
  input_sha256 text not null,
  fingerprint text not null,
  effects text not null,
  reason text not null,
  severity text not null,
  rules text not null,
  approvers text not null,
  enforced boolean not null,
  offers text not null,
  status text not null,
  created_at bigint not null,
  expires_at bigint not null,
  closed_at bigint,
  decided_by text,
  channel text,
  scope text,
  deny_reason text,
  answered_at bigint,
  bound_sha256 text,
  used_at bigint,
  version bigint not null
);
create index gates_by_task on gates (task_id, id);
create index gates_by_session on gates (session_id, created_at);
create unique index gates_by_call on gates (session_id, call_key) where call_key is not null;
create index gates_pending on gates (id) where status = 'PENDING';
create index gates_by_decider on gates (decided_by, closed_at) where decided_by is not null;

-- For what a task needs no further approval: granted when it was submitted, or with a gate.
create table task_scopes (
  task_id text not null references tasks (id) deferrable initially deferred,
  scope text not null,
  granted_at bigint not null,
  granted_by text not null,
  gate_id text,
  number integer not null,
  primary key (task_id, scope)
);
