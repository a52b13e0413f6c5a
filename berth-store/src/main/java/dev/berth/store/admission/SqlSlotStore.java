package dev.berth.store.admission;

import dev.berth.core.admission.SlotStore;
import dev.berth.core.id.TaskId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.util.Optional;

/** Slots. */
public final class SqlSlotStore implements SlotStore {
  private final Sql sql;

  public SqlSlotStore(Sql sql) {
    this.sql = sql;
  }

  /**
   * On PostgreSQL two units of work may aim at the same number: the second waits for the first,
   * gets nothing, and looks again, at the latest when all numbers up to the limit are taken.
   */
  @Override
  public Optional<Integer> take(String scope, int limit, TaskId task) {
    Args args = Args.of("scope", scope).and("task", task.value());
    while (true) {
      Optional<Integer> mine = numberOf(args);
      if (mine.isPresent()) {
        return mine;
      }
      Optional<Integer> free = lowestFree(args).filter(number -> number <= limit);
      if (free.isEmpty()) {
        return Optional.empty();
      }
      boolean taken =
          sql.changed(
              """
              insert into slots (scope, number, task_id) values (:scope, :number, :task)
              on conflict do nothing
              """,
              args.and("number", free.get()));
      if (taken) {
        return free;
      }
    }
  }

  @Override
  public int free(TaskId task) {
    return sql.update("delete from slots where task_id = :task", Args.of("task", task.value()));
  }

  @Override
  public int taken(String scope) {
    return sql.one(
            "select count(*) as n from slots where scope = :scope",
            Args.of("scope", scope),
            row -> row.integer("n"))
        .orElseThrow();
  }

  private Optional<Integer> numberOf(Args args) {
    return sql.one(
        "select number from slots where scope = :scope and task_id = :task",
        args,
        row -> row.integer("number"));
  }

  private Optional<Integer> lowestFree(Args args) {
    return sql.one(
        """
        select min(candidate.number) as number from (
          select 1 as number
          union all
          select number + 1 from slots where scope = :scope
        ) candidate
        where not exists (
          select 1 from slots s where s.scope = :scope and s.number = candidate.number)
        """,
        args,
        row -> row.integer("number"));
  }
}
