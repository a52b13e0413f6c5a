package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.contract.CloudContract;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.simulate.SimulatedAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The adapter, in front of a simulated account that speaks as AWS does. */
final class AwsCloudContractTest extends CloudContract {
  private final List<AwsRig> rigs = new ArrayList<>();

  @AfterEach
  void close() {
    rigs.forEach(AwsRig::close);
  }

  @Override
  protected Subject open(List<Item> items) {
    SimulatedAccount account = SimulatedAccount.with(items);
    WireBridge bridge = new WireBridge(account.cloud());
    AwsRig rig = AwsRig.over(bridge::answer);
    rigs.add(rig);
    return new Subject() {
      @Override
      public Cloud cloud() {
        return rig.cloud();
      }

      @Override
      public void settle() {
        account.clock().spend(Duration.ofMinutes(30));
      }
    };
  }
}
