package dev.berth.testkit.backend;

import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.IntendedLease;
import java.time.Instant;
import java.util.Optional;

/** A sandbox of the fake backend. Changed by its backend only. */
public final class FakeSandbox {
  private final LeaseId lease;
  private final Optional<SandboxSpec> spec;
  private Optional<Instant> endsAt = Optional.empty();
  private Optional<Integer> exitCode = Optional.empty();
  private String reason = "";
  private Optional<Observation.Limit> limit = Optional.empty();
  private long diskBytes;
  private long sequence;

  FakeSandbox(LeaseId lease, Optional<SandboxSpec> spec) {
    this.lease = lease;
    this.spec = spec;
  }

  static FakeSandbox started(IntendedLease lease, SandboxSpec spec) {
    FakeSandbox started = new FakeSandbox(lease.name(), Optional.of(spec));
    started.sequence = lease.sequence();
    return started;
  }

  static FakeSandbox planted(LeaseId lease, long sequence) {
    FakeSandbox planted = new FakeSandbox(lease, Optional.empty());
    planted.sequence = sequence;
    return planted;
  }

  /** Whether no lease made it, so that no agent is in it. */
  public boolean isPlanted() {
    return spec.isEmpty();
  }

  /** The ledger's sequence at its creation. */
  long sequence() {
    return sequence;
  }

  public LeaseId lease() {
    return lease;
  }

  /** What it was started with. */
  public SandboxSpec spec() {
    return spec.orElseThrow();
  }

  String handle() {
    return "sandbox-" + lease;
  }

  /** It is stopped for this, unless it has ended. */
  synchronized void stopFor(Observation.Limit what) {
    if (endsAt.isEmpty()) {
      limit = Optional.of(what);
    }
  }

  synchronized void use(long bytes) {
    diskBytes = bytes;
  }

  synchronized long diskBytes() {
    return diskBytes;
  }

  synchronized void end(Instant at, Optional<Integer> code, String why) {
    if (endsAt.isEmpty() || at.isBefore(endsAt.get())) {
      endsAt = Optional.of(at);
      exitCode = code;
      reason = why;
    }
  }

  synchronized boolean isOver(Instant now) {
    return endsAt.isPresent() && !now.isBefore(endsAt.get());
  }

  synchronized Observation observed(Instant now) {
    return isOver(now)
        ? new Observation.Ended(exitCode, Optional.empty(), limit, reason)
        : new Observation.Running();
  }
}
