package dev.berth.core.backend;

import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import java.time.Duration;
import java.util.List;

/**
 * Where sessions run. Takes intended leases, never raw names, and answers handles that only the
 * ledger can turn into held leases. Thread-safe.
 */
public interface Backend {
  /** {@code process}, {@code docker}, {@code ecs} or {@code agentcore}. */
  String name();

  Place place();

  /** What kind of lease a sandbox of this backend is held by. */
  LeaseKind sandboxKind();

  /** Sessions at a time. */
  int capacity();

  /** Until the first sign of life. */
  Duration startLimit();

  /** The longest life of a session, from its start. */
  Duration longestLife();

  /**
   * What isolates and limits a session here, in words for the task's {@code isolation} field.
   *
   * @throws dev.berth.core.error.BerthException {@code SANDBOX_UNAVAILABLE} or {@code
   *     LIMITS_UNENFORCEABLE}
   */
  List<String> isolation();

  /**
   * Runs a sandbox for real and tells what was in force; for preflight and {@code berth doctor}. A
   * good answer may be some minutes old, a bad one is of now.
   */
  Probe probe();

  /** Makes an empty workspace; answers its handle. */
  String createWorkspace(IntendedLease lease);

  /**
   * Starts a sandbox over a workspace; answers the handle of its holder. Does not wait for the
   * agent.
   */
  String start(IntendedLease lease, HeldLease workspace, SandboxSpec spec);

  /** How the sandbox of such a lease is. Cheap; called every second. */
  Observation observe(Lease process);

  /**
   * Asks the sandbox to end: first softly, after the grace by force. Does not wait for it. One that
   * is suspended goes on first, so that it can save what it has.
   */
  void stop(Lease process, Duration grace, StopReason reason);

  /** Whether sandboxes can be suspended here. */
  boolean canSuspend();

  /**
   * Takes the processor from everything in the sandbox, not its memory. Does nothing to one that is
   * suspended.
   *
   * @throws dev.berth.core.error.BerthException {@code SUSPEND_UNSUPPORTED}, or typed as the place
   *     has it: {@code retryable()} says whether trying again may help
   */
  void suspend(Lease sandbox);

  /**
   * Lets a suspended sandbox go on. Does nothing to one that runs, or has ended.
   *
   * @throws dev.berth.core.error.BerthException as {@link #suspend} does
   */
  void resume(Lease sandbox);

  /** The place's disk. Cheap; called every second. */
  Space space();

  /** Bytes of disk that a sandbox uses, as measured last; 0 when that is not known. */
  long diskBytes(Lease process);

  /** Those who look after what this backend makes, in no order. */
  List<Custodian> custodians();

  /**
   * A disk's free space, and what may not be used of it.
   *
   * @param floorBytes 0 for none
   */
  record Space(long freeBytes, long floorBytes) {
    public boolean isShort() {
      return freeBytes < floorBytes;
    }
  }

  /** What a probe found. */
  record Probe(boolean works, List<String> inForce, List<String> problems) {
    public Probe {
      inForce = List.copyOf(inForce);
      problems = List.copyOf(problems);
    }
  }
}
