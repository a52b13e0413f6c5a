-- What sessions may have sent and received through the egress door: claimed ahead, in blocks.
create table egress_use (
  session_id text primary key references sessions (id) deferrable initially deferred,
  sent_bytes bigint not null,
  received_bytes bigint not null
);

-- Hosts that sessions of a repository were refused. The task may be gone, so nothing refers to it.
create table egress_refusals (
  repo_id text not null references repositories (id) deferrable initially deferred,
  host text not null,
  port integer not null,
  reason text not null,
  times bigint not null,
  first_at bigint not null,
  last_at bigint not null,
  last_task text not null,
  primary key (repo_id, host, port, reason)
);

-- Who changed what a repository's sessions may reach.
create table egress_changes (
  repo_id text not null references repositories (id) deferrable initially deferred,
  number bigint not null,
  at bigint not null,
  user_id text not null,
  action text not null,
  entry text not null,
  primary key (repo_id, number)
);

-- Money for models by UTC day (days since 1970): of the installation, and of each user.
create table day_budgets (
  day bigint not null,
  scope text not null,
  spent_micro_usd bigint not null check (spent_micro_usd >= 0),
  reserved_micro_usd bigint not null check (reserved_micro_usd >= 0),
  primary key (day, scope)
);

insert into day_budgets (day, scope, spent_micro_usd, reserved_micro_usd)
select at / 86400000, 'installation',
  cast(coalesce(sum(spent_micro_usd), 0) as bigint),
  cast(coalesce(sum(case when settled_at is null then reserved_micro_usd else 0 end), 0) as bigint)
from model_calls group by at / 86400000;

insert into day_budgets (day, scope, spent_micro_usd, reserved_micro_usd)
select model_calls.at / 86400000, 'user:' || tasks.owner,
  cast(coalesce(sum(model_calls.spent_micro_usd), 0) as bigint),
  cast(coalesce(sum(
    case when model_calls.settled_at is null then model_calls.reserved_micro_usd else 0 end), 0)
    as bigint)
from model_calls join tasks on tasks.id = model_calls.task_id
group by model_calls.at / 86400000, tasks.owner;
