package dev.berth.chaos.simulated;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.backend.StopReason;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import java.time.Duration;
import java.util.List;

/** A backend whose calls go wrong, and which keeps book of what it was made to make. */
final class FaultyBackend implements Backend {
  /** Sessions at a time: a crowd, so that a second of the clock moves many. */
  static final int CAPACITY = 16;

  private final Backend real;
  private final Injector injector;
  private final Books books;

  FaultyBackend(Backend real, Injector injector, Books books) {
    this.real = real;
    this.injector = injector;
    this.books = books;
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
    return CAPACITY;
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
    return injector.call(
        "backend.workspace",
        Injector.EFFECT,
        ErrorCode.BACKEND_FAILED,
        () -> {
          String handle = real.createWorkspace(lease);
          books.made("workspace", lease.name());
          return handle;
        });
  }

  @Override
  public String start(IntendedLease lease, HeldLease workspace, SandboxSpec spec) {
    return injector.call(
        "backend.start",
        Injector.EFFECT,
        ErrorCode.BACKEND_FAILED,
        () -> {
          String handle = real.start(lease, workspace, spec);
          books.started(lease.name(), spec.session(), spec.role());
          return handle;
        });
  }

  @Override
  public Observation observe(Lease process) {
    return injector
        .next("backend.observe", Injector.LOOK)
        .<Observation>map(
            fault ->
                switch (fault) {
                  case DIE_BEFORE, DIE_AFTER -> throw injector.dies("backend.observe");
                  case MALFORMED -> throw new IllegalStateException("cannot be read");
                  case THROTTLED,
                      TIMEOUT_BEFORE,
                      TIMEOUT_AFTER,
                      HANG,
                      NOT_FOUND,
                      DENIED,
                      TWICE,
                      PARTIAL ->
                      new Observation.Unknown(fault.name());
                })
        .orElseGet(() -> real.observe(process));
  }

  @Override
  public void stop(Lease process, Duration grace, StopReason reason) {
    injector.run(
        "backend.stop",
        Injector.EFFECT,
        ErrorCode.BACKEND_FAILED,
        () -> real.stop(process, grace, reason));
  }

  @Override
  public boolean canSuspend() {
    return real.canSuspend();
  }

  @Override
  public void suspend(Lease sandbox) {
    real.suspend(sandbox);
  }

  @Override
  public void resume(Lease sandbox) {
    real.resume(sandbox);
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
