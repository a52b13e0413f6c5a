package dev.berth.stacks.run;

import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run saw, did and left. Always written, also when the run was cut short.
 *
 * @param mode {@code plan}, {@code status}, {@code watch} or {@code apply}
 * @param before the plan at the start; none if nobody could say which account this is
 * @param after the plan at the end, made of a new inventory; none if nothing was done or no time
 *     was left, and then {@code before} and the steps tell
 * @param refusals why nothing, or nothing more, was deleted; those of the plan included
 * @param stopped why the run ended before everything was tried; none if it did not
 * @param warnings what else a person should know: a ledger that was lost in part, an alert that was
 *     not delivered
 * @param nextLook when running again is useful; none if nothing is left to wait for
 */
public record RunReport(
    String run,
    String mode,
    Instant startedAt,
    Instant endedAt,
    Optional<Plan> before,
    Optional<Plan> after,
    List<Step> steps,
    List<Refusal> refusals,
    Optional<String> stopped,
    List<String> warnings,
    ExitCode exitCode,
    Optional<Instant> nextLook) {
  public RunReport {
    steps = List.copyOf(steps);
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
  }

  /** The latest plan. */
  public Optional<Plan> plan() {
    return after.or(() -> before);
  }

  /** How many things were asked to go and taken, or seen gone after that. */
  public long deleted() {
    return steps.stream()
        .filter(step -> step.outcome() == Step.Outcome.ACCEPTED)
        .map(Step::id)
        .distinct()
        .count();
  }
}
