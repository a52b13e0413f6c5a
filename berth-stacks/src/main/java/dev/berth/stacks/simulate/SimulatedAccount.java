package dev.berth.stacks.simulate;

import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.ledger.SweepLedger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account to look at and to try commands on: a world's stacks, residue and strangers, where
 * nothing fails and nobody interferes. The same seed is the same account.
 */
public final class SimulatedAccount {
  private final VirtualClock clock = new VirtualClock();
  private final SimulatedLedger ledger = new SimulatedLedger(clock);
  private final AlertPort alerts;
  private final Cloud cloud;

  /** The account of a seed. */
  public SimulatedAccount(long seed) {
    this(seed, null);
  }

  /** An account with exactly these things in it, all of them ours. */
  public static SimulatedAccount with(List<Item> items) {
    return new SimulatedAccount(0, List.copyOf(items));
  }

  private SimulatedAccount(long seed, @Nullable List<Item> given) {
    Dice dice = new Dice(seed);
    Tally tally = new Tally();
    Estate estate = new Estate(clock);
    Leases leases = new Leases(clock, estate, dice.apart(), tally::one);
    SimulatedAgents agents = new SimulatedAgents(clock, estate, leases, dice.apart());
    SimulatedNetwork network = new SimulatedNetwork(clock, estate, dice.apart());
    SimulatedStacks stacks =
        new SimulatedStacks(clock, estate, agents, network, dice.apart(), tally::one);
    Scenario scenario = new Scenario(estate, agents, stacks, dice.apart());
    if (given == null) {
      scenario.build();
    } else {
      given.forEach(item -> estate.put(item, Tenant.ours("given")));
    }
    ledger.remember(scenario.remembered());
    Faults.Weather fair =
        new Faults.Weather(
            0, VirtualClock.START, Optional.empty(), Duration.ZERO, Duration.ZERO, false);
    Faults faults = new Faults(dice.apart(), fair, clock, tally);
    alerts = new SimulatedAlerts(clock, faults, rings -> {});
    cloud =
        new SimulatedCloud(
                clock,
                estate,
                agents,
                network,
                stacks,
                new SimulatedCloud.Surroundings(
                    Worlds.SCOPE,
                    faults,
                    new Judge(clock, estate, leases, tally),
                    tally,
                    type -> {},
                    ledger::holds))
            .as(new Seat("trial", false, Integer.MAX_VALUE, 0, false));
  }

  public Cloud cloud() {
    return cloud;
  }

  public SweepLedger ledger() {
    return ledger;
  }

  public AlertPort alerts() {
    return alerts;
  }

  public VirtualClock clock() {
    return clock;
  }
}
