package dev.berth.chaos.real;

import dev.berth.chaos.Plant;
import dev.berth.chaos.fault.FaultPlan;
import dev.berth.chaos.fault.FaultyBackend;
import dev.berth.chaos.fault.FaultyCalls;
import dev.berth.chaos.fault.FaultyCustodian;
import dev.berth.chaos.fault.FaultyForge;
import dev.berth.chaos.fault.FaultyMirror;
import dev.berth.chaos.fault.SeededFaults;
import dev.berth.core.backend.Backend;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.time.Time;
import dev.berth.engine.job.Jobs;
import dev.berth.server.Wrapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What stands around the ports of the lab's server: word of each effect, faults, and the defect
 * that is planted, if one is.
 */
final class ArmedPorts implements Wrapping {
  /** One of so many calls goes wrong: about every second session meets one. */
  private static final int SHARE = 40;

  /** Longer than a call of cleanup may take; who else waits is killed before. */
  private static final Duration HANG = Duration.ofSeconds(45);

  private final Optional<Plant> plant;
  private final Journal journal;
  private final FaultyCalls calls;

  private ArmedPorts(Optional<Plant> plant, Journal journal, FaultyCalls calls) {
    this.plant = plant;
    this.journal = journal;
    this.calls = calls;
  }

  static ArmedPorts of(Orders orders, Path control, Time time) {
    Journal journal = Journal.open(control);
    FaultPlan plan =
        orders.faults()
            ? new SeededFaults(
                orders.seed(),
                SHARE,
                (kind, call) -> journal.write(Journal.FAULT + kind + " " + call))
            : (call, possible) -> Optional.empty();
    return new ArmedPorts(orders.plant(), journal, new FaultyCalls(plan, time, HANG));
  }

  @Override
  public Backend backend(Backend real) {
    return new FaultyBackend(real, calls);
  }

  /** Room is a row of the database, and nothing outside. */
  @Override
  public Custodian custodian(Custodian real) {
    if (real.kind() == LeaseKind.CAPACITY) {
      return real;
    }
    Custodian skipping = has(Plant.SKIP_RELEASE) ? new SkippedRelease(real) : real;
    return new FaultyCustodian(skipping, calls);
  }

  /** What is counted is what the forge did, whether or not anybody heard of it. */
  @Override
  public Forge forge(Forge real) {
    Forge counted = new CountedForge(has(Plant.DOUBLE_PUSH) ? new DoublePush(real) : real, journal);
    return new FaultyForge(counted, calls);
  }

  @Override
  public Mirror mirror(Mirror real) {
    return new FaultyMirror(real, calls);
  }

  @Override
  public Jobs jobs(Jobs real) {
    return has(Plant.LOST_JOB) ? new LostJobs(real) : real;
  }

  private boolean has(Plant wanted) {
    return plant.filter(wanted::equals).isPresent();
  }
}
