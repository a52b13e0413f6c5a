package dev.berth.chaos.fault;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.backend.StopReason;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import java.time.Duration;
import java.util.List;

/** A backend that cannot always do its work. Its custodians are wrapped on their own. */
public final class FaultyBackend implements Backend {
  private final Backend real;
  private final FaultyCalls calls;

  public FaultyBackend(Backend real, FaultyCalls calls) {
    this.real = real;
    this.calls = calls;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Place place() {
    return real.place();
  }

  @Override
  public LeaseKind sandboxKind() {
    return real.sandboxKind();
  }

  @Override
  public int capacity() {
    return real.capacity();
  }

  @Override
  public Duration startLimit() {
    return real.startLimit();
  }

  @Override
  public Duration longestLife() {
    return real.longestLife();
  }

  @Override
  public List<String> isolation() {
    return real.isolation();
  }

  @Override
  public Probe probe() {
    return real.probe();
  }

  @Override
  public String createWorkspace(IntendedLease lease) {
    return calls.effect("backend.createWorkspace", () -> real.createWorkspace(lease));
  }

  @Override
  public String start(IntendedLease lease, HeldLease workspace, SandboxSpec spec) {
    return calls.effect("backend.start", () -> real.start(lease, workspace, spec));
  }

  @Override
  public Observation observe(Lease process) {
    return calls.question("backend.observe", () -> real.observe(process));
  }

  @Override
  public void stop(Lease process, Duration grace, StopReason reason) {
    calls.run("backend.stop", () -> real.stop(process, grace, reason));
  }

  @Override
  public boolean canSuspend() {
    return real.canSuspend();
  }

  @Override
  public void suspend(Lease sandbox) {
    calls.run("backend.suspend", () -> real.suspend(sandbox));
  }

  @Override
  public void resume(Lease sandbox) {
    calls.run("backend.resume", () -> real.resume(sandbox));
  }

  @Override
  public Space space() {
    return real.space();
  }

  @Override
  public long diskBytes(Lease process) {
    return real.diskBytes(process);
  }

  @Override
  public List<Custodian> custodians() {
    return real.custodians();
  }
}
