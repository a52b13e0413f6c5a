package dev.berth.store.model;

import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.model.BudgetDay;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.model.DayLimits;
import dev.berth.core.model.DayScope;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Budgets and model calls. The accounts' rows are the guards: what does not fit changes no row.
 * They are written in one order: the task's, the installation's day, the user's.
 */
public final class SqlBudgetStore implements BudgetStore {
  private final Sql sql;

  public SqlBudgetStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void open(TaskId task, long limitMicroUsd) {
    sql.update(
        """
        insert into budgets (task_id, limit_micro_usd, spent_micro_usd, reserved_micro_usd)
        values (:task, :limit, 0, 0)
        on conflict (task_id) do nothing
        """,
        Args.of("task", task.value()).and("limit", limitMicroUsd));
  }

  @Override
  public Optional<Account> find(TaskId task) {
    return sql.one(
        "select * from budgets where task_id = :task",
        Args.of("task", task.value()),
        row ->
            new Account(
                row.number("limit_micro_usd"),
                row.number("spent_micro_usd"),
                row.number("reserved_micro_usd")));
  }

  @Override
  public Account totals() {
    return sql.one(
            """
            select coalesce(sum(limit_micro_usd), 0) as l, coalesce(sum(spent_micro_usd), 0) as s,
              coalesce(sum(reserved_micro_usd), 0) as r
            from budgets
            """,
            Args.none(),
            row -> new Account(row.number("l"), row.number("s"), row.number("r")))
        .orElseThrow();
  }

  @Override
  public Outcome reserve(TaskId task, ModelCall call, DayLimits limits) {
    long amount = call.reservedMicroUsd();
    if (amount < 0 || !addToTask(task, amount)) {
      return Outcome.TASK_FULL;
    }
    BudgetDay day = BudgetDay.of(call.at());
    DayScope installation = new DayScope.Installation();
    DayScope user = user(task);
    if (!addToDay(day, installation, amount, limits)) {
      addToTask(task, -amount);
      return Outcome.INSTALLATION_DAY_FULL;
    }
    if (!addToDay(day, user, amount, limits)) {
      addToTask(task, -amount);
      moveInDay(day, installation, -amount, 0);
      return Outcome.USER_DAY_FULL;
    }
    sql.update(
        """
        insert into model_calls (id, task_id, node, model, price_table, reserved_micro_usd, at)
        values (:id, :task, :node, :model, :price_table, :reserved, :at)
        """,
        Args.of("id", call.id().value())
            .and("task", task.value())
            .and("node", call.node().value())
            .and("model", call.model())
            .and("price_table", call.priceTable())
            .and("reserved", amount)
            .and("at", call.at()));
    return Outcome.RESERVED;
  }

  private boolean addToTask(TaskId task, long amount) {
    return sql.changed(
        """
        update budgets set reserved_micro_usd = reserved_micro_usd + :amount
        where task_id = :task
          and (:amount < 0 or spent_micro_usd + reserved_micro_usd + :amount <= limit_micro_usd)
        """,
        Args.of("task", task.value()).and("amount", amount));
  }

  /** The day's row is the guard as the account's is; it is there from the first call on. */
  private boolean addToDay(BudgetDay day, DayScope scope, long amount, DayLimits limits) {
    sql.update(
        """
        insert into day_budgets (day, scope, spent_micro_usd, reserved_micro_usd)
        values (:day, :scope, 0, 0)
        on conflict (day, scope) do nothing
        """,
        Args.of("day", day.epochDay()).and("scope", scope.key()));
    return sql.changed(
        """
        update day_budgets set reserved_micro_usd = reserved_micro_usd + :amount
        where day = :day and scope = :scope
          and spent_micro_usd + reserved_micro_usd <= :limit - :amount
        """,
        Args.of("day", day.epochDay())
            .and("scope", scope.key())
            .and("amount", amount)
            .and("limit", limits.of(scope).orElse(Long.MAX_VALUE)));
  }

  private void moveInDay(BudgetDay day, DayScope scope, long reserved, long spent) {
    sql.update(
        """
        update day_budgets set
          reserved_micro_usd = reserved_micro_usd + :reserved,
          spent_micro_usd = spent_micro_usd + :spent
        where day = :day and scope = :scope
        """,
        Args.of("day", day.epochDay())
            .and("scope", scope.key())
            .and("reserved", reserved)
            .and("spent", spent));
  }

  private DayScope user(TaskId task) {
    return sql.one(
            "select owner from tasks where id = :task",
            Args.of("task", task.value()),
            row -> new DayScope.OfUser(new UserId(row.text("owner"))))
        .orElseThrow();
  }

  @Override
  public Used used(BudgetDay day, DayScope scope) {
    return sql.one(
            "select * from day_budgets where day = :day and scope = :scope",
            Args.of("day", day.epochDay()).and("scope", scope.key()),
            row -> new Used(row.number("spent_micro_usd"), row.number("reserved_micro_usd")))
        .orElseGet(() -> new Used(0, 0));
  }

  @Override
  public void settle(TaskId task, ModelCallId call, Settlement settlement) {
    record Reserved(long amount, Instant at) {}
    Optional<Reserved> reserved =
        sql.one(
            """
            update model_calls set
              input_tokens = :input, output_tokens = :output, spent_micro_usd = :spent,
              estimated = :estimated, settled_at = :at
            where id = :id and task_id = :task and settled_at is null
            returning reserved_micro_usd, at
            """,
            Args.of("id", call.value())
                .and("task", task.value())
                .and("input", settlement.inputTokens())
                .and("output", settlement.outputTokens())
                .and("spent", settlement.spentMicroUsd())
                .and("estimated", settlement.estimated())
                .and("at", settlement.at()),
            row -> new Reserved(row.number("reserved_micro_usd"), row.time("at")));
    reserved.ifPresent(r -> settle(task, r.amount(), r.at(), settlement.spentMicroUsd()));
  }

  /** The money is the day's on which the call began, whenever it ends. */
  private void settle(TaskId task, long reserved, Instant at, long spent) {
    sql.update(
        """
        update budgets set
          reserved_micro_usd = reserved_micro_usd - :reserved,
          spent_micro_usd = spent_micro_usd + :spent
        where task_id = :task
        """,
        Args.of("task", task.value()).and("reserved", reserved).and("spent", spent));
    BudgetDay day = BudgetDay.of(at);
    moveInDay(day, new DayScope.Installation(), -reserved, spent);
    moveInDay(day, user(task), -reserved, spent);
  }

  @Override
  public List<ModelCall> leftovers(NodeId asking, Instant now) {
    return sql.list(
        """
        select * from model_calls
        where settled_at is null and node <> :asking and not exists (
          select 1 from nodes where nodes.id = model_calls.node and nodes.seen_until > :now)
        order by at, id
        """,
        Args.of("asking", asking.value()).and("now", now),
        SqlBudgetStore::read);
  }

  @Override
  public List<ModelCall> calls(TaskId task) {
    return sql.list(
        "select * from model_calls where task_id = :task order by id",
        Args.of("task", task.value()),
        SqlBudgetStore::read);
  }

  private static ModelCall read(Row row) throws SQLException {
    return new ModelCall(
        new ModelCallId(row.text("id")),
        new TaskId(row.text("task_id")),
        new NodeId(row.text("node")),
        row.text("model"),
        row.text("price_table"),
        row.number("reserved_micro_usd"),
        row.time("at"),
        readSettlement(row));
  }

  private static Optional<Settlement> readSettlement(Row row) throws SQLException {
    Optional<Instant> at = row.optionalTime("settled_at");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Settlement(
            row.number("input_tokens"),
            row.number("output_tokens"),
            row.number("spent_micro_usd"),
            row.flag("estimated"),
            at.get()));
  }
}
