-- What a session printed, as sums: adding to it must not read all of it again.
alter table sessions add column output_bytes bigint not null default 0;
alter table sessions add column output_chunks bigint not null default 0;

update sessions set
  output_bytes = (
    select cast(coalesce(sum(size), 0) as bigint) from session_output
    where session_output.session_id = sessions.id),
  output_chunks = (
    select count(*) from session_output where session_output.session_id = sessions.id);
