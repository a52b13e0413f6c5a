package dev.berth.stacks.simulate.mutant;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.LeftoverPort;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.cloud.NetworkPort;
import dev.berth.stacks.cloud.RuntimePort;
import dev.berth.stacks.cloud.SessionPort;
import dev.berth.stacks.cloud.StackPort;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Set;

/** The ports of a cloud, read through an alteration. What changes something passes unaltered. */
final class AlteredCloud {
  private AlteredCloud() {}

  static Cloud of(Cloud cloud, Alteration alteration) {
    return new Cloud(
        cloud.account(),
        new Stacks(cloud.stacks(), alteration),
        new Sessions(cloud.sessions(), alteration),
        new Runtimes(cloud.runtimes(), alteration),
        new Network(cloud.network(), alteration),
        new Leftovers(cloud.leftovers(), alteration),
        cloud.tagging());
  }

  private abstract static class Port<P extends CloudPort> implements CloudPort {
    final P port;
    final Alteration alteration;

    Port(P port, Alteration alteration) {
      this.port = port;
      this.alteration = alteration;
    }

    @Override
    public Set<ItemType> types() {
      return port.types();
    }

    @Override
    public Listing list(ItemType type) {
      return alteration.listed(type, port.list(type));
    }

    @Override
    public Look look(ItemId id) {
      return alteration.looked(id, () -> port.look(id));
    }

    @Override
    public Answer delete(ItemId id) {
      alteration.asked(id);
      return port.delete(id);
    }
  }

  private static final class Stacks extends Port<StackPort> implements StackPort {
    Stacks(StackPort port, Alteration alteration) {
      super(port, alteration);
    }

    @Override
    public Answer deleteRetaining(ItemId stack, Set<String> retainedLogicalIds) {
      alteration.asked(stack);
      return port.deleteRetaining(stack, retainedLogicalIds);
    }
  }

  private static final class Sessions extends Port<SessionPort> implements SessionPort {
    Sessions(SessionPort port, Alteration alteration) {
      super(port, alteration);
    }
  }

  private static final class Runtimes extends Port<RuntimePort> implements RuntimePort {
    Runtimes(RuntimePort port, Alteration alteration) {
      super(port, alteration);
    }
  }

  private static final class Network extends Port<NetworkPort> implements NetworkPort {
    Network(NetworkPort port, Alteration alteration) {
      super(port, alteration);
    }

    @Override
    public Answer revoke(ItemId group, GroupRule rule) {
      return port.revoke(group, rule);
    }
  }

  private static final class Leftovers extends Port<LeftoverPort> implements LeftoverPort {
    Leftovers(LeftoverPort port, Alteration alteration) {
      super(port, alteration);
    }
  }
}
