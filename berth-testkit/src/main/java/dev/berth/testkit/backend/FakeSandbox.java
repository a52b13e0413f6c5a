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
  private final long sequence;
  private final Optional<SandboxSpec> spec;
  private Optional<Instant> endsAt = Optional.empty();
  private Optional<Integer> exitCode = Optional.empty();
  private String reason = "";
  private Optional<Observation.Limit> limit = Optional.empty();
  private long diskBytes;
  private boolean suspended;

  FakeSandbox(LeaseId lease, long sequence, Optional<SandboxSpec> spec) {
    this.lease = lease;
    this.sequence = sequence;
    this.spec = spec;
  }

  static FakeSandbox started(IntendedLease lease, SandboxSpec spec) {
    return new FakeSandbox(lease.name(), lease.sequence(), Optional.of(spec));
  }

  static FakeSandbox planted(LeaseId lease, long sequence) {
    return new FakeSandbox(lease, sequence, Optional.empty());
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

  synchronized void suspend(boolean yes) {
    suspended = yes;
  }

  /** Whether its processor is taken from it. */
  public synchronized boolean isSuspended() {
    return suspended;
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
