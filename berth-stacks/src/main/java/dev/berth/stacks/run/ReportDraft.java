package dev.berth.stacks.run;

import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.NextLook;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A report in the making. Confined to one thread. */
final class ReportDraft {
  private final String run;
  private final String mode;
  private final Deadline deadline;
  private final Instant startedAt;
  private final Set<Refusal> refusals = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private @Nullable Plan before;
  private @Nullable Plan after;
  private @Nullable String stopped;
  private List<Step> steps = List.of();
  private boolean failed;

  ReportDraft(String run, String mode, Deadline deadline) {
    this.run = run;
    this.mode = mode;
    this.deadline = deadline;
    this.startedAt = deadline.now();
  }

  void saw(Plan plan) {
    if (before == null) {
      before = plan;
    } else {
      after = plan;
    }
    refusals.addAll(plan.refusals());
  }

  void refuse(Refusal refusal) {
    refusals.add(refusal);
  }

  void locked() {
    refuse(new Refusal(Refusal.Guard.LOCKED, "another sweeper is at work here"));
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  void stop(String why) {
    stopped = why;
  }

  void did(Progress progress) {
    steps = progress.steps();
    failed = progress.anyFailed();
  }

  boolean refused() {
    return !refusals.isEmpty();
  }

  ExitCode exitCode() {
    Plan last = after != null ? after : before;
    ExitCode code = last == null ? ExitCode.REFUSED : last.exitCode();
    if (failed) {
      code = code.or(ExitCode.STUCK);
    }
    return refusals.isEmpty() ? code : code.or(ExitCode.REFUSED);
  }

  RunReport end() {
    Plan last = after != null ? after : before;
    Instant now = deadline.now();
    Optional<Instant> next = last == null ? Optional.empty() : NextLook.after(last, now);
    return new RunReport(
        run,
        mode,
        startedAt,
        now,
        Optional.ofNullable(before),
        Optional.ofNullable(after),
        steps,
        List.copyOf(refusals),
        Optional.ofNullable(stopped),
        new ArrayList<>(warnings),
        exitCode(),
        next);
  }
}
