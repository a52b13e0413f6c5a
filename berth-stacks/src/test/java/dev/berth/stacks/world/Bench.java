package dev.berth.stacks.world;

import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Sweeper;

/** A sweeper over a small account, with everything that it stands on. */
public final class Bench {
  public final Account account;
  public final TinyCloud cloud;
  public final QuickTime time = new QuickTime();
  public final MemoryLedger ledger = new MemoryLedger(time);
  public final Alerts alerts = new Alerts();
  public final Sweeper sweeper;
  private int runs;

  public Bench(Account account) {
    this.account = account;
    this.cloud = new TinyCloud(account);
    this.sweeper = new Sweeper(cloud.cloud(), ledger, alerts, time);
  }

  public RunReport apply(SweepPolicy policy) {
    return sweeper.apply(policy, new Approval.ByPolicy(), "run-" + runs++);
  }

  public RunReport apply(SweepPolicy policy, String hash) {
    return sweeper.apply(policy, new Approval.ByHash(hash), "run-" + runs++);
  }

  public RunReport plan(SweepPolicy policy) {
    return sweeper.plan(policy, "run-" + runs++);
  }

  public RunReport watch(SweepPolicy policy) {
    return sweeper.watch(policy, "run-" + runs++);
  }
}
