package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.ItemType;
import java.util.Optional;

/** All ports of one account and region. */
public record Cloud(
    AccountPort account,
    StackPort stacks,
    SessionPort sessions,
    RuntimePort runtimes,
    NetworkPort network,
    LeftoverPort leftovers,
    TaggingPort tagging) {

  /** The port of a type; none for a type that is only ever kept, or that the port leaves out. */
  public Optional<CloudPort> portOf(ItemType type) {
    CloudPort port =
        switch (type.area()) {
          case STACKS -> stacks;
          case SESSIONS -> sessions;
          case RUNTIMES -> runtimes;
          case NETWORK -> network;
          case LEFTOVERS -> leftovers;
          case NONE -> null;
        };
    return Optional.ofNullable(port).filter(found -> found.types().contains(type));
  }
}
