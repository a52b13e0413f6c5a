-- Standard SQL that runs on SQLite and on PostgreSQL. Conventions:
--   times are milliseconds since 1970-01-01T00:00:00Z, durations are milliseconds (names end in _ms);
--   money is micro-dollars; ids are ULIDs; lists and maps are JSON text; version guards a row's writers.
--   Foreign keys are checked at commit, so the order of writes in a unit of work does not matter.

create table installation (
  singleton integer primary key check (singleton = 1),
  id text not null,
  created_at bigint not null,
  holder text,
  holder_place text,
  held_until bigint
);

create table installation_values (
  name text primary key,
  value text not null
);

create table api_keys (
  id text primary key,
  user_id text not null,
  role text not null,
  name text not null,
  scopes text not null,
  secret_sha256 text not null unique,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint
);

create table repositories (
  id text primary key,
  name text ${binary} not null,
  owner_user text not null,
  forge text not null,
  location text not null,
  default_branch text not null,
  settings text not null,
  provisioning_state text not null,
  provisioning_problems text not null,
  created_at bigint not null,
  updated_at bigint not null,
  removed_at bigint,
  version bigint not null
);
create unique index repositories_active_name on repositories (name) where removed_at is null;

create table tasks (
  id text primary key,
  owner text not null,
  repo_id text references repositories (id) deferrable initially deferred,
  repo_name text,
  issue_number integer,
  pr_number integer,
  description text not null,
  workflow_id text not null,
  workflow_version text not null,
  max_turns integer not null,
  budget_micro_usd bigint not null,
  approval_timeout_ms bigint not null,
  initial_approvals text not null,
  trace boolean not null,
  channel text not null,
  retry_of text,
  created_at bigint not null,

  status text not null,
  since bigint not null,
  queued_at bigint,
  hydrated_at bigint,
  started_at bigint,
  suspended_at bigint,
  exited_at bigint,
  completed_at bigint,
  phase_end bigint,
  hard_end bigint,
  running_ms bigint not null,
  waiting_ms bigint not null,
  suspended_ms bigint not null,
  observer_down_ms bigint not null,
  gates_pending integer not null,
  gates_raised integer not null,
  cause text,
  failure text,
  message text,

  session_id text,
  branch text,
  base_oid text,
  head_oid text,
  commits integer not null,
  change_request_url text,
  build_passed boolean,
  lint_passed boolean,
  turns_attempted integer not null,
  turns_completed integer not null,
  prompt_version text,
  agent_release text,
  isolation text,
  artifact text,
  version bigint not null
);
create index tasks_by_owner on tasks (owner, id);
create index tasks_by_repo on tasks (repo_name, id);
create index tasks_by_status on tasks (status, id);
create unique index tasks_by_session on tasks (session_id) where session_id is not null;

create table idempotency_keys (
  user_id text not null,
  name text not null,
  task_id text not null references tasks (id) deferrable initially deferred,
  body_sha256 text not null,
  at bigint not null,
  primary key (user_id, name)
);

create table event_counters (
  task_id text primary key references tasks (id) deferrable initially deferred,
  last_seq bigint not null,
  last_id text not null
);

create table events (
  task_id text not null references tasks (id) deferrable initially deferred,
  seq bigint not null,
  id text not null unique,
  type text not null,
  at bigint not null,
  metadata text not null,
  client_id text,
  primary key (task_id, seq)
);
create unique index events_client on events (task_id, client_id) where client_id is not null;

create table slots (
  scope text not null,
  number integer not null check (number >= 1),
  task_id text not null references tasks (id) deferrable initially deferred,
  primary key (scope, number),
  unique (scope, task_id)
);
create index slots_by_task on slots (task_id);

create table sessions (
  id text primary key,
  task_id text not null references tasks (id) deferrable initially deferred,
  backend text not null,
  state text not null,
  observer text,
  observed_from bigint,
  requested_at bigint not null,
  started_at bigint,
  ready_at bigint,
  last_sign_at bigint,
  hard_end bigint not null,
  silent boolean not null,
  exit_code integer,
  exit_signal integer,
  exit_out_of_memory boolean,
  exit_reason text,
  exit_at bigint,
  result_success boolean,
  result_error text,
  result_message text,
  result_reported text,
  result_at bigint,
  context text,
  epoch bigint not null,
  directive_count bigint not null default 0,
  version bigint not null
);
create index sessions_by_state on sessions (state);
create index sessions_by_task on sessions (task_id);

create table directives (
  session_id text not null references sessions (id) deferrable initially deferred,
  seq bigint not null,
  kind text not null,
  words text,
  deadline bigint,
  at bigint not null,
  primary key (session_id, seq)
);

create table session_output (
  session_id text not null references sessions (id) deferrable initially deferred,
  seq bigint not null,
  stream text not null,
  at bigint not null,
  size bigint not null,
  bytes bytea not null,
  primary key (session_id, seq)
);

create table verifications (
  task_id text not null references tasks (id) deferrable initially deferred,
  head_oid text not null,
  head_build text,
  head_lint text,
  base_build text,
  base_lint text,
  error text,
  at bigint not null,
  primary key (task_id, head_oid)
);

create table ledger_sequence (
  singleton integer primary key check (singleton = 1),
  last bigint not null
);
insert into ledger_sequence (singleton, last) values (1, 0);

create table leases (
  id text primary key,
  kind text not null,
  owner_kind text not null,
  owner_session text references sessions (id) deferrable initially deferred,
  owner_stack text,
  place text not null,
  handle text,
  state text not null,
  epoch bigint not null,
  create_by bigint not null,
  releaser text,
  releaser_until bigint,
  after_ids text not null,
  attempts integer not null,
  last_error text,
  next_attempt bigint,
  evidence text,
  sequence bigint not null unique,
  intended_at bigint not null,
  held_at bigint,
  releasing_at bigint,
  settled_at bigint
);
create index leases_by_session on leases (owner_session, sequence);
create index leases_open on leases (place, state) where settled_at is null;
-- Capacity is a row and nothing else: its handle names nothing that could be held twice.
create unique index leases_open_things on leases (kind, place, handle)
  where settled_at is null and handle is not null and kind <> 'CAPACITY';

create table grants (
  lease_id text primary key references leases (id) deferrable initially deferred,
  session_id text not null references sessions (id) deferrable initially deferred,
  role text not null,
  token_sha256 text not null unique,
  doors text not null,
  narrowed_at bigint,
  dead_at bigint
);
create index grants_by_session on grants (session_id);

create table budgets (
  task_id text primary key references tasks (id) deferrable initially deferred,
  limit_micro_usd bigint not null,
  spent_micro_usd bigint not null check (spent_micro_usd >= 0),
  reserved_micro_usd bigint not null check (reserved_micro_usd >= 0)
);

create table model_calls (
  id text primary key,
  task_id text not null references tasks (id) deferrable initially deferred,
  model text not null,
  price_table text not null,
  reserved_micro_usd bigint not null,
  at bigint not null,
  input_tokens bigint,
  output_tokens bigint,
  spent_micro_usd bigint,
  estimated boolean,
  settled_at bigint
);
create index model_calls_by_task on model_calls (task_id, id);
create index model_calls_unsettled on model_calls (at) where settled_at is null;

create table artifacts (
  task_id text not null references tasks (id) deferrable initially deferred,
  name_key text not null,
  name text not null,
  media_type text not null,
  sha256 text not null,
  size bigint not null,
  at bigint not null,
  primary key (task_id, name_key)
);

create table change_request_counters (
  repo_id text primary key references repositories (id) deferrable initially deferred,
  last bigint not null
);

create table change_requests (
  repo_id text not null references repositories (id) deferrable initially deferred,
  number bigint not null,
  task_id text not null references tasks (id) deferrable initially deferred,
  title text not null,
  body text not null,
  branch text not null,
  base text not null,
  base_oid text not null,
  head_oid text not null,
  url text not null,
  evidence text not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (repo_id, number),
  unique (repo_id, branch, base)
);
create index change_requests_by_task on change_requests (task_id);

create table effects (
  name text primary key,
  fence bigint not null,
  claimed_until bigint not null,
  outcome text,
  done_at bigint
);

-- The columns of db-scheduler, with its times as milliseconds, and again_at: when a job that is
-- running right now was asked for once more.
create table jobs (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time bigint not null,
  picked boolean not null,
  picked_by text,
  last_success bigint,
  last_failure bigint,
  consecutive_failures integer,
  last_heartbeat bigint,
  version bigint not null,
  priority smallint,
  again_at bigint,
  primary key (task_name, task_instance)
);
create index jobs_due on jobs (execution_time);
create index jobs_heartbeat on jobs (last_heartbeat);
