package dev.berth.stacks.run;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Refusal;
import dev.berth.stacks.plan.SweepPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One run that holds the lock. Confined to one thread. */
final class Work {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofMinutes(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final Sweeper sweeper;
  private final SweepPolicy policy;
  private final Deadline deadline;
  private final ReportDraft draft;
  private final Journal journal;
  private final String run;
  private final Progress progress;
  private final Reader reader;

  private Work(
      Sweeper sweeper,
      SweepPolicy policy,
      Deadline deadline,
      ReportDraft draft,
      Journal journal,
      String run) {
    this.sweeper = sweeper;
    this.policy = policy;
    this.deadline = deadline;
    this.draft = draft;
    this.journal = journal;
    this.run = run;
    this.progress = new Progress(sweeper.observer());
    this.reader = sweeper.reader(policy, deadline, () -> journal.write(List.of()));
  }

  static Work of(
      Sweeper sweeper,
      SweepPolicy policy,
      Deadline deadline,
      ReportDraft draft,
      Journal journal,
      String run) {
    return new Work(sweeper, policy, deadline, draft, journal, run);
  }

  RunReport watch() {
    try {
      see().ifPresent(this::alarm);
      return end();
    } finally {
      journal.close();
    }
  }

  RunReport apply(Approval approval) {
    try {
      Optional<Sweeper.Sight> first = see();
      if (first.isPresent() && !draft.refused()) {
        carryOut(first.get(), approval);
      } else {
        first.ifPresent(this::alarm);
      }
      draft.did(progress);
      return end();
    } finally {
      journal.close();
    }
  }

  private RunReport end() {
    if (journal.lost()) {
      draft.refuse(
          new Refusal(Refusal.Guard.FENCED_OFF, "the lock was lost; nothing was called after"));
    }
    int exitCode = draft.exitCode().number();
    journal.write(List.of(new LedgerEvent.RunEnded(deadline.now(), run, exitCode)));
    return draft.end();
  }

  /** Reads, plans and writes down what was seen. */
  private Optional<Sweeper.Sight> see() {
    Optional<Sweeper.Sight> sight = sweeper.look(reader, policy, deadline, draft);
    sight.ifPresent(
        one -> {
          // An account that is not the expected one has no business in this ledger.
          if (one.plan().scope().equals(policy.expected())) {
            journal.write(one.news());
          }
        });
    return sight;
  }

  private void alarm(Sweeper.Sight sight) {
    if (sight.plan().scope().equals(policy.expected()) && !journal.lost()) {
      new Alarm(sweeper.alerts(), journal)
          .tell(sight.plan(), sight.memory(), deadline.now())
          .ifPresent(draft::warn);
    }
  }

  private void carryOut(Sweeper.Sight first, Approval approval) {
    Optional<Set<ItemId>> allowed = approved(first, approval);
    if (allowed.isEmpty()) {
      draft.refuse(
          new Refusal(Refusal.Guard.PLAN_CHANGED, "the plan is now " + first.plan().hash()));
      alarm(first);
      return;
    }
    boolean byPolicy = approval instanceof Approval.ByPolicy;
    Touch touch = new Touch(sweeper.cloud(), reader, journal, progress, deadline, run);
    Passes passes = new Passes(touch, policy.limits().parallelism());
    Sweeper.Sight sight = first;
    Duration pause = FIRST_PAUSE;
    boolean stale = false;
    while (!journal.lost()) {
      if (stale) {
        Optional<Sweeper.Sight> again = see();
        if (again.isEmpty() || draft.refused()) {
          break;
        }
        sight = again.get();
        stale = false;
      }
      List<Decision.Delete> open = open(sight.plan(), byPolicy, allowed.get());
      if (open.isEmpty() && progress.asked().isEmpty()) {
        break;
      }
      if (!open.isEmpty() && old(sight)) {
        stale = true;
        continue;
      }
      int before = progress.moved();
      boolean slower = passes.pass(open, picture(sight));
      boolean retried = open.stream().anyMatch(one -> retries(one.item().id()));
      touch.follow();
      boolean moved = progress.moved() > before;
      stale = moved;
      if (!moved && !slower && !retried && progress.asked().isEmpty()) {
        break;
      }
      pause = moved ? FIRST_PAUSE : longer(pause);
      if (!progress.asked().isEmpty() || slower || retried) {
        sweeper.observer().waits(progress.asked().size(), deadline.now().plus(pause));
        if (!deadline.pause(pause)) {
          break;
        }
      }
      if (deadline.over()) {
        break;
      }
    }
    conclude(sight, stale);
  }

  /** What is decided on a picture of long ago is decided again on a new one. */
  private boolean old(Sweeper.Sight sight) {
    return sight.plan().at().plus(FRESH).isBefore(deadline.now());
  }

  /** Reads once more if anything was done and there is time, so that the report is of now. */
  private void conclude(Sweeper.Sight last, boolean stale) {
    Sweeper.Sight sight = last;
    if (deadline.over()) {
      draft.stop(deadline.why());
    } else if ((stale || (progress.didAnything() && old(last))) && !journal.lost()) {
      sight = see().orElse(last);
    }
    alarm(sight);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private boolean retries(ItemId id) {
    return progress.open(id)
        && progress.steps().stream()
            .filter(step -> step.id().equals(id))
            .reduce((before, last) -> last)
            .filter(step -> step.outcome() == Step.Outcome.RETRIED)
            .isPresent();
  }

  private Touch.Picture picture(Sweeper.Sight sight) {
    return Touch.Picture.of(sight, policy);
  }

  private List<Decision.Delete> open(Plan plan, boolean byPolicy, Set<ItemId> allowed) {
    return plan.deletes().stream()
        .filter(delete -> byPolicy || allowed.contains(delete.item().id()))
        .filter(delete -> progress.open(delete.item().id()))
        .filter(delete -> Collections.disjoint(delete.after(), progress.asked().keySet()))
        .toList();
  }

  /** What may be deleted; none if the plan is not the one that was approved, or is left of it. */
  private Optional<Set<ItemId>> approved(Sweeper.Sight sight, Approval approval) {
    Set<ItemId> planned = sight.plan().deleteIds();
    return switch (approval) {
      case Approval.ByPolicy() -> Optional.of(planned);
      case Approval.ByHash(String hash) when hash.equals(sight.plan().hash()) -> {
        boolean written =
            journal.write(List.of(new LedgerEvent.Approved(deadline.now(), run, hash, planned)));
        yield written ? Optional.of(planned) : Optional.empty();
      }
      case Approval.ByHash(String hash) -> rest(sight.memory(), hash, planned);
    };
  }

  private static Optional<Set<ItemId>> rest(Memory memory, String hash, Set<ItemId> planned) {
    Set<ItemId> before = memory.approvals().get(hash);
    if (before == null) {
      return Optional.empty();
    }
    Set<ItemId> left =
        before.stream()
            .filter(planned::contains)
            .filter(id -> !id.type().nameCanBeUsedAgain())
            .collect(Collectors.toCollection(TreeSet::new));
    return left.isEmpty() && !planned.isEmpty() ? Optional.empty() : Optional.of(left);
  }
}
