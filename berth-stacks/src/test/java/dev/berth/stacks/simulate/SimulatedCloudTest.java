package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.contract.CloudContract;
import dev.berth.stacks.inventory.Item;
import java.time.Duration;
import java.util.List;

final class SimulatedCloudTest extends CloudContract {
  @Override
  protected Subject open(List<Item> items) {
    SimulatedAccount account = SimulatedAccount.with(items);
    return new Subject() {
      @Override
      public Cloud cloud() {
        return account.cloud();
      }

      @Override
      public void settle() {
        account.clock().spend(Duration.ofMinutes(30));
      }
    };
  }
}
