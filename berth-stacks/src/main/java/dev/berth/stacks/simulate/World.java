package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Cost;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One account from its first sweep until it is clean, or until it should have been. The same seed
 * and the same contender give the same world, call by call. Confined to one thread.
 */
public final class World {
  private static final Duration LONGEST = Duration.ofHours(60);
  private static final Duration PAST_ALARM = Duration.ofHours(16);

  private final VirtualClock clock = new VirtualClock();
  private final Tally tally = new Tally();
  private final Contender contender;
  private final Dice dice;
  private final Estate estate = new Estate(clock);
  private final Leases leases;
  private final SimulatedLedger ledger = new SimulatedLedger(clock);
  private final SimulatedCloud cloud;
  private final SimulatedAlerts alerts;
  private final Faults faults;
  private final AlarmJudge alarmJudge;
  private final Scenario scenario;
  private final Terms terms;
  private int runs;
  private Optional<RunReport> last = Optional.empty();
  private Instant measured = VirtualClock.START;

  /**
   * How this world is swept.
   *
   * @param byHash whether somebody looks at each plan and approves it
   * @param cadence between two runs, unless a report says another time
   * @param asTold whether the report's next useful look is followed
   */
  private record Terms(SweepPolicy policy, boolean byHash, Duration cadence, boolean asTold) {}

  /** A world with this contender in it. */
  public World(long seed, Contender contender) {
    this.contender = contender;
    this.dice = new Dice(seed);
    this.leases = new Leases(clock, estate, dice.apart(), tally::one);
    SimulatedAgents agents = new SimulatedAgents(clock, estate, leases, dice.apart());
    SimulatedNetwork network = new SimulatedNetwork(clock, estate, dice.apart());
    SimulatedStacks stacks =
        new SimulatedStacks(clock, estate, agents, network, dice.apart(), tally::one);
    scenario = new Scenario(estate, agents, stacks, dice.apart());
    scenario.build();
    ledger.remember(scenario.remembered());
    faults = new Faults(dice.apart(), Faults.Weather.any(dice.apart()), clock, tally);
    alarmJudge = new AlarmJudge(clock, estate, leases, tally);
    alerts = new SimulatedAlerts(clock, faults, alarmJudge::rings);
    Neighbours neighbours =
        new Neighbours(
            new Neighbours.Place(clock, estate, agents, stacks, scenario.holdings(), faults, tally),
            dice.apart());
    neighbours.moveIn();
    terms = terms();
    cloud =
        new SimulatedCloud(
            clock,
            estate,
            agents,
            network,
            stacks,
            new SimulatedCloud.Surroundings(
                scope(),
                faults,
                new Judge(clock, estate, leases, tally),
                tally,
                neighbours::listed,
                ledger::holds));
    others();
  }

  private Scope scope() {
    if (!dice.oneIn(60)) {
      return Worlds.SCOPE;
    }
    protectAll();
    return dice.oneIn(2)
        ? new Scope("999988887777", Worlds.SCOPE.region())
        : new Scope(Worlds.SCOPE.account(), "us-east-1");
  }

  private void protectAll() {
    scenario.holdings().forEach(one -> one.tenant().protect(Instant.MIN, Instant.MAX));
  }

  private Terms terms() {
    SweepPolicy policy = Worlds.policy();
    if (dice.oneIn(12)) {
      int cap = dice.between(0, 4);
      Limits limits = policy.limits();
      policy = policy.withLimits(new Limits(cap, 100, 1, dice.minutes(2, 20), limits.settle()));
      scenario.holdings().forEach(one -> one.tenant().open());
    } else if (dice.oneIn(5)) {
      Limits limits = policy.limits();
      policy =
          policy.withLimits(
              new Limits(limits.maxDeletes(), 100, 1, dice.minutes(3, 10), limits.settle()));
    }
    if (dice.oneIn(5)) {
      policy = policy.withSelection(destroyed());
    }
    return new Terms(policy, dice.oneIn(4), dice.minutes(60, 300), dice.oneIn(3));
  }

  /** Somebody destroys one stack; everything else of ours is then to stay. */
  private Selection destroyed() {
    Scenario.Holding chosen = dice.pick(scenario.holdings());
    chosen.tenant().named();
    for (Scenario.Holding holding : scenario.holdings()) {
      if (!holding.equals(chosen)) {
        holding.tenant().protect(Instant.MIN, Instant.MAX);
      }
    }
    return new Selection.Destroy(chosen.stack(), dice.oneIn(2));
  }

  /** A second sweeper, and a ledger that may get lost. */
  private void others() {
    if (dice.oneIn(4)) {
      clock.in(dice.minutes(1, 60), this::second);
    }
    if (dice.oneIn(15)) {
      clock.in(dice.minutes(1, 900), this::loseLedger);
    }
  }

  private void second() {
    clock.beside(() -> turn("second-" + runs++));
    clock.in(dice.minutes(20, 300), this::second);
  }

  private void loseLedger() {
    ledger.lose();
    tally.one(Count.LEDGERS_LOST);
    alarmJudge.forgiveSilence();
    List<ItemId> unrecognisable = leases.unrecognisable();
    for (Scenario.Holding holding : scenario.holdings()) {
      boolean unknowable =
          holding.untagged()
              || unrecognisable.stream().anyMatch(id -> estate.tenantOf(id) == holding.tenant());
      if (unknowable) {
        holding.tenant().open();
      }
    }
  }

  /** Lets it happen, to its end. */
  public Tally play() {
    tally.one(Count.WORLDS);
    present();
    Duration least = dice.minutes(120, 600);
    Instant end = VirtualClock.START.plus(LONGEST);
    while (clock.now().isBefore(end) && !over(least)) {
      Optional<RunReport> report = turn("run-" + runs++);
      last = report.or(() -> last);
      measure();
      clock.advanceTo(next(report));
      notice();
    }
    measure();
    conclude();
    return tally;
  }

  private Instant next(Optional<RunReport> report) {
    Instant usual = clock.now().plus(terms.cadence());
    Instant soonest = clock.now().plus(Duration.ofMinutes(40));
    Optional<Instant> told = report.flatMap(RunReport::nextLook).filter(at -> terms.asTold());
    return told.map(at -> at.isBefore(soonest) ? soonest : at).orElse(usual);
  }

  private void present() {
    for (Thing thing : estate.standing()) {
      if (thing.tenant().foreign()) {
        tally.one(Count.FOREIGN_ITEMS_PRESENT);
      } else if (thing.tenant().everProtected() || thing.protectedSince(clock.now())) {
        tally.one(Count.PROTECTED_ITEMS_PRESENT);
      }
      boolean failed =
          thing.now().filter(item -> item.status().equals("DELETE_FAILED")).isPresent();
      if (failed) {
        tally.one(Count.STACKS_IN_DELETE_FAILED);
      }
    }
  }

  /**
   * An interface that nothing marks any more and the ledger never saw can be nobody's to delete.
   */
  private void notice() {
    List<ItemId> unrecognisable = leases.unrecognisable();
    if (!unrecognisable.isEmpty()) {
      List<LedgerEvent> events = ledger.read().events();
      for (ItemId id : unrecognisable) {
        boolean seen =
            events.stream()
                .anyMatch(
                    event -> event instanceof LedgerEvent.InterfaceSeen one && one.id().equals(id));
        if (!seen) {
          estate.tenantOf(id).open();
        }
      }
    }
  }

  private boolean over(Duration least) {
    boolean early = clock.now().isBefore(VirtualClock.START.plus(least)) || faults.active();
    return !early && standing().isEmpty() && alarmJudge.quiet(PAST_ALARM);
  }

  /** What must be gone and is not. */
  private List<Thing> standing() {
    return estate.standing().stream()
        .filter(thing -> !thing.tenant().foreign() && thing.tenant().mustGo())
        .toList();
  }

  private void conclude() {
    List<Thing> standing = standing();
    if (!standing.isEmpty()) {
      tally.violation(
          Count.NEVER_CLEAN,
          standing.getFirst().tenant().called()
              + " still has "
              + standing.stream().map(this::inWords).collect(Collectors.joining(", ")));
    }
    alarmJudge.conclude(alerts.ringing());
    tally.add(Count.SIMULATED_HOURS, Duration.between(VirtualClock.START, clock.now()).toHours());
  }

  /** A thing, with what the last plan said of it. */
  private String inWords(Thing thing) {
    ItemId id = thing.now().map(Item::id).orElseThrow();
    return id
        + " ("
        + last.flatMap(RunReport::plan)
            .map(plan -> plan.decisions().get(id))
            .map(World::inWords)
            .orElse("in no plan")
        + ")";
  }

  private static String inWords(Decision decision) {
    return switch (decision) {
      case Decision.Delete delete -> "to delete after " + delete.after();
      case Decision.Wait wait -> "waits, " + wait.reason() + " by " + wait.blockers();
      case Decision.Keep keep -> "kept, " + keep.reason() + ": " + keep.text();
      case Decision.Unknown unknown -> "unknown, " + unknown.reason() + ": " + unknown.text();
    };
  }

  /** Minutes that things cost by the hour which nobody wants any more. */
  private void measure() {
    long minutes = Duration.between(measured, clock.now()).toMinutes();
    measured = clock.now();
    long things =
        estate.standing().stream()
            .filter(thing -> thing.tenant().due())
            .filter(thing -> !thing.tenant().protectedSince(clock.now(), clock.now()))
            .filter(thing -> thing.now().filter(World::billed).isPresent())
            .count();
    tally.add(Count.BILLABLE_MINUTES, things * minutes);
  }

  private static boolean billed(Item item) {
    return item.detail() instanceof Detail.VpcEndpoint(String kind)
        ? kind.equals("Interface")
        : item.type().cost() == Cost.HOURLY;
  }

  private Optional<RunReport> turn(String run) {
    if (!terms.byHash()) {
      if (dice.oneIn(10)) {
        sweep(run + "-look", new Contender.Task.Look());
      } else if (dice.oneIn(10)) {
        sweep(run + "-watch", new Contender.Task.Watch());
      }
      return sweep(run, new Contender.Task.Apply(new Approval.ByPolicy()));
    }
    Optional<RunReport> shown = sweep(run + "-look", new Contender.Task.Look());
    Optional<String> hash = shown.flatMap(RunReport::plan).map(plan -> plan.hash());
    if (shown.isPresent() && hash.isEmpty()) {
      return shown;
    }
    clock.spend(dice.minutes(0, 5));
    return sweep(run, new Contender.Task.Apply(new Approval.ByHash(hash.orElse("none"))));
  }

  private Optional<RunReport> sweep(String run, Contender.Task task) {
    boolean killed = faults.active() && dice.oneIn(8);
    int at = killed ? dice.between(1, 120) : 0;
    Seat seat =
        new Seat(
            run,
            task instanceof Contender.Task.Look,
            terms.policy().limits().maxDeletes(),
            at,
            dice.oneIn(2));
    tally.one(Count.RUNS);
    Instant start = clock.now();
    Duration aside = clock.aside();
    try {
      Optional<RunReport> report =
          contender.sweep(
              new Contender.Turn(
                  cloud.as(seat), ledger.as(seat), alerts, clock, terms.policy(), run, task));
      report.ifPresent(one -> inspect(one, seat, start.plus(clock.aside().minus(aside))));
      return report;
    } catch (SimulatedCrash e) {
      tally.one(Count.CRASHES);
      return Optional.empty();
    } catch (RuntimeException e) {
      tally.violation(Count.RUNS_WITHOUT_REPORT, run + ": " + e);
      return Optional.empty();
    }
  }

  /**
   * Looks at a report.
   *
   * @param start of the run, later by what others took meanwhile
   */
  private void inspect(RunReport report, Seat seat, Instant start) {
    Duration took = Duration.between(start, clock.now());
    Duration allowed = terms.policy().limits().budget().plus(seat.longestCall());
    if (took.compareTo(allowed) > 0) {
      tally.violation(Count.OVER_BUDGET, seat.run() + " took " + took + " of " + allowed);
    }
    boolean fenced =
        report.refusals().stream().anyMatch(one -> one.guard().name().equals("FENCED_OFF"));
    if (fenced) {
      tally.one(Count.LOCKS_LOST);
    }
    if (report.exitCode() == ExitCode.REFUSED) {
      tally.one(Count.RUNS_REFUSED);
    }
  }
}
