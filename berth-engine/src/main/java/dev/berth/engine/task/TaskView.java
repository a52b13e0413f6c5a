package dev.berth.engine.task;

import dev.berth.core.id.GateId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.task.Task;
import java.time.Duration;
import java.util.Optional;

/**
 * A task with what people want to see beside it, all of one moment.
 *
 * @param budget its account
 * @param queuePosition from 1, when it waits
 * @param estimatedWait a guess from the run times of tasks that ended, when it waits
 * @param awaiting the gate that has waited longest, when one waits
 * @param leases what its session still holds
 */
public record TaskView(
    Task task,
    Optional<BudgetStore.Account> budget,
    Optional<Integer> queuePosition,
    Optional<Duration> estimatedWait,
    Optional<GateId> awaiting,
    OpenLeases leases) {

  /** Leases that are not settled, and those of them that are stuck. */
  public record OpenLeases(int held, int stuck) {}
}
