package dev.berth.bench.sweep;

import dev.berth.bench.measure.Heading;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Planner;
import dev.berth.stacks.simulate.VirtualClock;
import dev.berth.stacks.simulate.Worlds;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How long a plan over many items takes: {@code PlanRun COMMIT STACKS N}, ten items a stack. */
public final class PlanRun {
  private static final int WARM_UP = 10;

  private PlanRun() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(Heading.of(arguments[0]));
    run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), System.out);
  }

  /** Makes the run, and prints it. */
  static void run(int stacks, int samples, PrintStream out) {
    Inventory inventory = inventory(stacks);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Double> millis = new ArrayList<>();
    long allocated = 0;
    int deletes = 0;
    for (int round = 0; round < WARM_UP + samples; round++) {
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long start = threads.getCurrentThreadCpuTime();
      Plan plan = Planner.plan(inventory, Memory.empty(), Worlds.policy(), VirtualClock.START);
      long took = threads.getCurrentThreadCpuTime() - start;
      allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
      deletes = plan.deletes().size();
      if (round >= WARM_UP) {
        millis.add(took / 1e6);
      }
    }
    millis.sort(Double::compare);
    out.printf(
        "%,d items, %,d deletes: processor time per plan p50 %.1f ms, p95 %.1f ms, n=%d;"
            + " allocated %.1f MB per plan, garbage included%n",
        inventory.items().size(),
        deletes,
        millis.get(millis.size() / 2),
        millis.get(Math.min(millis.size() - 1, millis.size() * 95 / 100)),
        millis.size(),
        allocated / 1e6);
  }

  private static Inventory inventory(int stacks) {
    List<Item> items = new ArrayList<>();
    for (int number = 0; number < stacks; number++) {
      stack(number, items);
    }
    Map<ItemType, Completeness> complete = new EnumMap<>(ItemType.class);
    for (ItemType type : ItemType.values()) {
      complete.put(type, new Completeness.Complete());
    }
    return Inventory.of(Worlds.SCOPE, VirtualClock.START, items, complete);
  }

  private static void stack(int number, List<Item> items) {
    List<Item> parts = new ArrayList<>();
    Item vpc = part(ItemType.VPC, "vpc-" + number);
    Item table = part(ItemType.ROUTE_TABLE, "rtb-" + number, vpc);
    Item subnet = part(ItemType.SUBNET, "subnet-" + number, vpc, table);
    Item acl = part(ItemType.NETWORK_ACL, "acl-" + number, vpc);
    Item gateway = plain(ItemType.INTERNET_GATEWAY, "igw-" + number, vpc);
    Item group = group("sg-" + number, vpc);
    Item other = group("sg-other-" + number, vpc);
    Item address = plain(ItemType.ELASTIC_IP, "eipalloc-" + number);
    Item nat =
        plain(ItemType.NAT_GATEWAY, "nat-" + number, subnet, address).withStatus("available");
    parts.addAll(List.of(vpc, table, subnet, acl, gateway, group, other, address, nat));
    String name = "int-%08x".formatted(number);
    List<StackResource> rows =
        parts.stream()
            .map(
                part ->
                    new StackResource(
                        part.id().id().replace("-", ""),
                        Optional.of(part.id().id()),
                        part.type().cloudFormation().orElseThrow(),
                        "CREATE_COMPLETE",
                        ""))
            .toList();
    items.addAll(parts);
    items.add(
        Item.of(
                ItemType.STACK,
                "arn:aws:cloudformation:eu-west-1:111122223333:stack/" + name + "/" + number)
            .withName(name)
            .withStatus("CREATE_COMPLETE")
            .withCreatedAt(VirtualClock.START.minus(Duration.ofDays(2)))
            .withTags(Tags.of(Map.of("owner", "berth-ci")))
            .withDetail(
                new Detail.Stack(
                    rows,
                    new Completeness.Complete(),
                    Flag.NO,
                    Optional.empty(),
                    Optional.empty())));
  }

  private static Item plain(ItemType type, String id, Item... uses) {
    Set<ItemId> used = new HashSet<>();
    for (Item one : uses) {
      used.add(one.id());
    }
    return Item.of(type, id).withUses(used);
  }

  private static Item part(ItemType type, String id, Item... uses) {
    return plain(type, id, uses).withDetail(new Detail.NetworkPart(Flag.NO));
  }

  private static Item group(String id, Item vpc) {
    return plain(ItemType.SECURITY_GROUP, id, vpc)
        .withDetail(new Detail.SecurityGroup(Flag.NO, List.of()));
  }
}
