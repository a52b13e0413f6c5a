package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * CloudFormation: takes a request, works for minutes, removes members in passes until nothing
 * moves, and fails on what is left.
 */
final class SimulatedStacks {
  private final VirtualClock clock;
  private final Estate estate;
  private final SimulatedAgents agents;
  private final SimulatedNetwork network;
  private final Dice dice;
  private final Consumer<Count> tally;

  SimulatedStacks(
      VirtualClock clock,
      Estate estate,
      SimulatedAgents agents,
      SimulatedNetwork network,
      Dice dice,
      Consumer<Count> tally) {
    this.clock = clock;
    this.estate = estate;
    this.agents = agents;
    this.network = network;
    this.dice = dice;
    this.tally = tally;
  }

  Answer delete(Item stack, Set<String> retained) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    String status = stack.status();
    if (detail.terminationProtection() == Flag.YES) {
      return refused("termination protection is enabled");
    }
    if (!retained.isEmpty() && !retainable(detail, status, retained)) {
      return refused("only failed resources of a stack in DELETE_FAILED, by logical id");
    }
    if (status.equals("DELETE_IN_PROGRESS")) {
      return new Answer.Accepted();
    }
    if (status.endsWith("_IN_PROGRESS")) {
      return refused("cannot be deleted while " + status);
    }
    work(stack.id(), retained);
    return new Answer.Accepted();
  }

  private static boolean retainable(Detail.Stack detail, String status, Set<String> retained) {
    Set<String> failed =
        detail.resources().stream()
            .filter(row -> row.status().equals("DELETE_FAILED"))
            .map(StackResource::logicalId)
            .collect(Collectors.toSet());
    return status.equals("DELETE_FAILED") && failed.containsAll(retained);
  }

  private static Answer refused(String text) {
    return new Answer.Refused(new CloudFailure(FailureKind.INVALID, "DeleteStack", text));
  }

  /** Begins the deletion. */
  void work(ItemId stack, Set<String> retained) {
    estate.change(stack, one -> one.withStatus("DELETE_IN_PROGRESS"));
    clock.in(dice.minutes(1, 12), () -> finish(stack, retained));
  }

  /** All stacks below this one, and itself last. */
  private List<Item> tree(ItemId root) {
    List<Item> tree = new ArrayList<>();
    for (Item stack : estate.items(ItemType.STACK)) {
      boolean below =
          stack.detail() instanceof Detail.Stack detail
              && detail.rootId().filter(root.id()::equals).isPresent();
      if (below) {
        tree.add(stack);
      }
    }
    estate.find(root).ifPresent(tree::add);
    return tree;
  }

  private void finish(ItemId root, Set<String> retained) {
    for (Item stack : tree(root)) {
      finish(stack, retained, stack.id().equals(root));
    }
  }

  private void finish(Item stack, Set<String> retained, boolean isRoot) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    List<StackResource> left = new ArrayList<>(detail.resources());
    left.removeIf(row -> isRoot && retained.contains(row.logicalId()));
    left.forEach(this::unlink);
    boolean moved = true;
    while (moved) {
      moved = left.removeIf(this::taken);
    }
    if (left.isEmpty()) {
      estate.remove(stack.id());
      return;
    }
    tally.accept(Count.STACKS_IN_DELETE_FAILED);
    Set<StackResource> failed = new HashSet<>(left);
    List<StackResource> rows =
        detail.resources().stream()
            .map(row -> with(row, failed.contains(row) ? "DELETE_FAILED" : "DELETE_COMPLETE"))
            .toList();
    estate.change(
        stack.id(),
        one ->
            one.withStatus("DELETE_FAILED")
                .withDetail(
                    new Detail.Stack(
                        rows,
                        detail.resourcesListed(),
                        detail.terminationProtection(),
                        detail.parentId(),
                        detail.rootId())));
  }

  private static StackResource with(StackResource row, String status) {
    return new StackResource(row.logicalId(), row.physicalId(), row.type(), status, "");
  }

  private boolean taken(StackResource row) {
    ItemType type = ItemType.ofCloudFormation(row.type());
    Optional<Item> found =
        type == ItemType.OTHER
            ? Optional.empty()
            : row.physicalId().flatMap(id -> physical(type, id));
    if (found.isEmpty()) {
      if (row.type().equals("AWS::Lambda::Function")) {
        row.physicalId().ifPresent(this::functionGone);
      }
      return true;
    }
    Item item = found.get();
    if (type == ItemType.STACK) {
      return false;
    }
    if (type.area() == Area.RUNTIMES) {
      agents.vanish(item);
      return true;
    }
    if (network.blocked(item)) {
      return false;
    }
    network.vanish(item);
    return true;
  }

  /** Rules between groups of a stack are resources of it, and go before them. */
  private void unlink(StackResource row) {
    row.physicalId()
        .map(id -> new ItemId(ItemType.SECURITY_GROUP, id))
        .filter(id -> row.type().equals("AWS::EC2::SecurityGroup"))
        .flatMap(estate::find)
        .filter(group -> group.detail() instanceof Detail.SecurityGroup)
        .ifPresent(
            group ->
                ((Detail.SecurityGroup) group.detail())
                    .rules()
                    .forEach(rule -> network.revoke(group.id(), rule)));
  }

  private Optional<Item> physical(ItemType type, String id) {
    return estate
        .find(new ItemId(type, id))
        .or(() -> estate.items(type).stream().filter(item -> item.name().equals(id)).findFirst());
  }

  /** A function's interface is detached some minutes later, and then says only what it was for. */
  private void functionGone(String function) {
    for (Item face : estate.items(ItemType.NETWORK_INTERFACE)) {
      if (face.detail() instanceof Detail.NetworkInterface detail
          && detail.description().equals("AWS Lambda VPC ENI-" + function)) {
        clock.in(
            dice.minutes(4, 40),
            () ->
                estate.change(
                    face.id(),
                    one ->
                        one.withStatus("available")
                            .withDetail(
                                new Detail.NetworkInterface(
                                    "interface",
                                    detail.description(),
                                    detail.requesterId(),
                                    detail.requesterManaged(),
                                    Optional.empty(),
                                    detail.subnet(),
                                    detail.groups()))));
      }
    }
  }
}
