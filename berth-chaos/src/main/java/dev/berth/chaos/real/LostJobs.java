package dev.berth.chaos.real;

import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Instant;

/** The planted defect: the settlement of some tasks is never done, whoever asks for it. */
final class LostJobs implements Jobs {
  /** One of so many. */
  private static final int SHARE = 2;

  private final Jobs real;

  LostJobs(Jobs real) {
    this.real = real;
  }

  @Override
  public void schedule(Tx tx, JobKind kind, String key, Instant at) {
    if (kind != JobKind.SETTLE || Math.floorMod(key.hashCode(), SHARE) != 0) {
      real.schedule(tx, kind, key, at);
    }
  }

  @Override
  public void cancel(Tx tx, JobKind kind, String key) {
    real.cancel(tx, kind, key);
  }
}
