package dev.berth.stacks.run;

import dev.berth.core.time.Time;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.ledger.SweepLedger;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Planner;
import dev.berth.stacks.plan.Refusal;
import dev.berth.stacks.plan.Sightings;
import dev.berth.stacks.plan.SweepPolicy;
import java.util.List;
import java.util.Optional;

/**
 * Looks, plans and, when it is told to, deletes. One of these serves one account and region; runs
 * may be started from several threads and processes, the ledger's lock lets one through. Every
 * method returns a report within the policy's budget, plus the time of one cloud call, also when
 * its thread is interrupted; the interrupt status is kept.
 */
public final class Sweeper {
  private final Cloud cloud;
  private final SweepLedger ledger;
  private final AlertPort alerts;
  private final Time time;
  private final RunObserver observer;

  public Sweeper(Cloud cloud, SweepLedger ledger, AlertPort alerts, Time time) {
    this(cloud, ledger, alerts, time, RunObserver.NOBODY);
  }

  /**
   * A sweeper.
   *
   * @param observer is told how far a run is
   */
  public Sweeper(
      Cloud cloud, SweepLedger ledger, AlertPort alerts, Time time, RunObserver observer) {
    this.cloud = cloud;
    this.ledger = ledger;
    this.alerts = alerts;
    this.time = time;
    this.observer = observer;
  }

  /** Reads and plans. Writes nothing anywhere: not to the cloud, the ledger or the alerts. */
  public RunReport plan(SweepPolicy policy, String run) {
    return seen(policy, run, "plan");
  }

  /** The same, to tell what is left instead of what to do. */
  public RunReport status(SweepPolicy policy, String run) {
    return seen(policy, run, "status");
  }

  private RunReport seen(SweepPolicy policy, String run, String mode) {
    Deadline deadline = new Deadline(time, policy.limits().budget());
    ReportDraft draft = new ReportDraft(run, mode, deadline);
    Reader reader = reader(policy, deadline, () -> {});
    return look(reader, policy, deadline, draft).map(picture -> draft.end()).orElseGet(draft::end);
  }

  /** Reads and plans, remembers what it saw, and brings the alert up to date. Deletes nothing. */
  public RunReport watch(SweepPolicy policy, String run) {
    Deadline deadline = new Deadline(time, policy.limits().budget());
    ReportDraft draft = new ReportDraft(run, "watch", deadline);
    Optional<Journal> journal = Journal.open(ledger, time, run);
    if (journal.isEmpty()) {
      Reader reader = reader(policy, deadline, () -> {});
      look(reader, policy, deadline, draft).ifPresent(picture -> draft.locked());
      return draft.end();
    }
    return Work.of(this, policy, deadline, draft, journal.get(), run).watch();
  }

  /** Reads, plans, and deletes what is approved. */
  public RunReport apply(SweepPolicy policy, Approval approval, String run) {
    Deadline deadline = new Deadline(time, policy.limits().budget());
    ReportDraft draft = new ReportDraft(run, "apply", deadline);
    Optional<Journal> journal = Journal.open(ledger, time, run);
    if (journal.isEmpty()) {
      Reader reader = reader(policy, deadline, () -> {});
      look(reader, policy, deadline, draft);
      draft.locked();
      return draft.end();
    }
    return Work.of(this, policy, deadline, draft, journal.get(), run).apply(approval);
  }

  Cloud cloud() {
    return cloud;
  }

  Reader reader(SweepPolicy policy, Deadline deadline, Runnable heartbeat) {
    return new Reader(new Reader.Watched(cloud, observer), policy, deadline, heartbeat);
  }

  RunObserver observer() {
    return observer;
  }

  AlertPort alerts() {
    return alerts;
  }

  /**
   * What was seen.
   *
   * @param memory before it
   * @param news what it adds to the memory
   * @param seen the memory with it
   */
  record Sight(
      Inventory inventory, Memory memory, List<LedgerEvent> news, Memory seen, Plan plan) {}

  /** Reads everything and plans; none if nobody could say which account this is. */
  Optional<Sight> look(Reader reader, SweepPolicy policy, Deadline deadline, ReportDraft draft) {
    return switch (reader.identity()) {
      case AccountPort.Identity.Unknown(CloudFailure failure) -> {
        draft.refuse(new Refusal(Refusal.Guard.IDENTITY_UNKNOWN, failure.toString()));
        yield Optional.empty();
      }
      case AccountPort.Identity.Known known -> {
        Inventory inventory = reader.inventory(known);
        SweepLedger.Contents contents = Journal.calmly(ledger::read);
        contents.warning().ifPresent(draft::warn);
        Memory memory = Memory.of(contents.events());
        List<LedgerEvent> news = Sightings.of(inventory, memory, policy);
        Memory seen = memory.plus(news);
        Plan plan = Planner.planSeen(inventory, seen, policy, deadline.now());
        draft.saw(plan);
        yield Optional.of(new Sight(inventory, memory, news, seen, plan));
      }
    };
  }
}
