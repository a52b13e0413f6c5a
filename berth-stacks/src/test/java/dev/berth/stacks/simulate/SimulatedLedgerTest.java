package dev.berth.stacks.simulate;

import dev.berth.core.time.Time;
import dev.berth.stacks.ledger.LedgerContract;
import dev.berth.stacks.ledger.SweepLedger;

final class SimulatedLedgerTest extends LedgerContract {
  private final SimulatedLedger ledger = new SimulatedLedger(clock);

  @Override
  protected SweepLedger open(Time time) {
    return ledger;
  }
}
