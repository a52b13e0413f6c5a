package dev.berth.core.model;

import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Money of tasks, inside a unit of work: reserved before a call, settled after it. Micro-dollars.
 */
public interface BudgetStore {
  /** Opens a task's account. */
  void open(TaskId task, long limitMicroUsd);

  Optional<Account> find(TaskId task);

  /** The accounts of all tasks that are kept, as one. */
  Account totals();

  /** Reserves without a limit of the day; whether it fits the task's account. */
  default boolean reserve(TaskId task, ModelCall call) {
    return reserve(task, call, DayLimits.none()) == Outcome.RESERVED;
  }

  /**
   * Reserves where {@code spent + reserved + amount <= limit} still holds in the task's row and in
   * those of the call's day, and records the call. What does not fit changes nothing.
   */
  Outcome reserve(TaskId task, ModelCall call, DayLimits limits);

  /** What calls of a day came to, and may still come to, of calls that began on it. */
  Used used(BudgetDay day, DayScope scope);

  /** Whether a reservation fits, and what it does not fit into. */
  enum Outcome {
    RESERVED,
    TASK_FULL,
    INSTALLATION_DAY_FULL,
    USER_DAY_FULL
  }

  /** Money of a day, without a limit of its own. */
  record Used(long spentMicroUsd, long reservedMicroUsd) {
    /** Both together: what of a limit is not free. */
    public long microUsd() {
      return spentMicroUsd + reservedMicroUsd;
    }
  }

  /** Turns a reservation into what was spent. Settling a call again changes nothing. */
  void settle(TaskId task, ModelCallId call, Settlement settlement);

  /**
   * Calls that were reserved and not settled by a start of a server that lives no more: it is not
   * the one that asks, and none that was seen lately.
   *
   * @param now in database time
   */
  List<ModelCall> leftovers(NodeId asking, Instant now);

  List<ModelCall> calls(TaskId task);

  /** A task's account. */
  record Account(long limitMicroUsd, long spentMicroUsd, long reservedMicroUsd) {
    public long leftMicroUsd() {
      return limitMicroUsd - spentMicroUsd - reservedMicroUsd;
    }
  }

  /**
   * One call: reserved at {@code at}; settled when it has a settlement.
   *
   * @param node the start of a server that reserved it and makes it
   */
  record ModelCall(
      ModelCallId id,
      TaskId task,
      NodeId node,
      String model,
      String priceTable,
      long reservedMicroUsd,
      Instant at,
      Optional<Settlement> settlement) {}

  /**
   * What a call came to.
   *
   * @param estimated whether the provider's usage was not seen and the whole reservation counts as
   *     spent
   */
  record Settlement(
      long inputTokens, long outputTokens, long spentMicroUsd, boolean estimated, Instant at) {}
}
