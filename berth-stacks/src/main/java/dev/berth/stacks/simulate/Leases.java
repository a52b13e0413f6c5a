package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * AgentCore's interfaces: made for the first agent with a set of subnets and groups, shared by all
 * with the same, used again while they linger, and released some time after the last owner.
 */
final class Leases {
  private final VirtualClock clock;
  private final Estate estate;
  private final Dice dice;
  private final Consumer<Count> tally;
  private final Map<ItemId, Face> faces = new TreeMap<>();
  private int numbers;

  /** What the service knows of an interface. */
  private static final class Face {
    final String subnet;
    final Set<String> groups;
    Optional<Instant> ownerlessSince = Optional.empty();
    int uses;

    Face(String subnet, Set<String> groups) {
      this.subnet = subnet;
      this.groups = groups;
    }
  }

  Leases(VirtualClock clock, Estate estate, Dice dice, Consumer<Count> tally) {
    this.clock = clock;
    this.estate = estate;
    this.dice = dice;
    this.tally = tally;
  }

  /** Interfaces for a new agent: a lingering one of the same network, or one more. */
  void arrived(Item agent) {
    if (!(agent.detail() instanceof Detail.Agent(AgentNetwork.Vpc(var subnets, var groups)))) {
      return;
    }
    for (String subnet : new TreeSet<>(subnets)) {
      Optional<Map.Entry<ItemId, Face>> found =
          faces.entrySet().stream()
              .filter(one -> one.getValue().subnet.equals(subnet))
              .filter(one -> one.getValue().groups.equals(groups))
              .findFirst();
      if (found.isPresent()) {
        useAgain(found.get().getKey(), found.get().getValue());
      } else {
        make(subnet, groups);
      }
    }
  }

  private void useAgain(ItemId id, Face face) {
    face.uses++;
    if (face.ownerlessSince.isPresent()) {
      face.ownerlessSince = Optional.empty();
      tally.accept(Count.INTERFACES_REUSED);
      estate.change(id, item -> item.withStatus("in-use").withDetail(attached(item)));
    }
  }

  private Detail attached(Item item) {
    Detail.NetworkInterface face = (Detail.NetworkInterface) item.detail();
    return detail(face.subnet(), face.groups(), "agentic_ai", Optional.of(attachment()));
  }

  private Attachment attachment() {
    return new Attachment(
        "ela-attach-" + numbers++, "amazon-aws", Optional.of(clock.now()), "attached");
  }

  private static Detail detail(
      String subnet, Set<String> groups, String type, Optional<Attachment> attachment) {
    return new Detail.NetworkInterface(type, "", "", Flag.NO, attachment, subnet, groups);
  }

  private ItemId make(String subnet, Set<String> groups) {
    ItemId home = new ItemId(ItemType.SUBNET, subnet);
    ItemId id = new ItemId(ItemType.NETWORK_INTERFACE, "eni-agent-" + numbers++);
    faces.put(id, new Face(subnet, groups));
    Set<ItemId> uses = new HashSet<>(Set.of(home));
    groups.forEach(group -> uses.add(new ItemId(ItemType.SECURITY_GROUP, group)));
    estate.put(
        Item.of(ItemType.NETWORK_INTERFACE, id.id())
            .withStatus("in-use")
            .withUses(uses)
            .withTags(Tags.of(Map.of(InterfaceFamily.AGENTCORE_TAG, "true")))
            .withDetail(detail(subnet, groups, "agentic_ai", Optional.of(attachment()))),
        estate.tenantOf(home));
    return id;
  }

  /** Looks which interfaces have no owner any more, and decides when those are released. */
  void departed() {
    for (ItemId id : List.copyOf(faces.keySet())) {
      Face face = faces.get(id);
      if (face != null && face.ownerlessSince.isEmpty() && !owned(face)) {
        orphan(id, face);
      }
    }
  }

  private boolean owned(Face face) {
    for (ItemType type : List.of(ItemType.RUNTIME, ItemType.BROWSER, ItemType.CODE_INTERPRETER)) {
      for (Item agent : estate.items(type)) {
        if (agent.detail() instanceof Detail.Agent(AgentNetwork.Vpc(var subnets, var groups))
            && subnets.contains(face.subnet)
            && groups.equals(face.groups)) {
          return true;
        }
      }
    }
    return false;
  }

  private void orphan(ItemId id, Face face) {
    face.ownerlessSince = Optional.of(clock.now());
    int uses = face.uses;
    Release release = Release.any(dice);
    release
        .after(dice)
        .ifPresentOrElse(
            delay -> clock.in(delay, () -> release(id, face, uses)),
            () -> estate.thing(id).ifPresent(thing -> thing.tenant().mayStay()));
  }

  private void release(ItemId id, Face face, int uses) {
    if (face.uses != uses || face.ownerlessSince.isEmpty() || !estate.stands(id)) {
      return;
    }
    switch (dice.between(0, 7)) {
      case 0, 1, 2 -> gone(id);
      case 3 -> replace(id, face);
      case 4 -> {
        detach(id, "agentic_ai", true);
        clock.in(dice.minutes(12, 60), () -> reap(id, face, uses));
      }
      case 5 -> detach(id, "agentic_ai", true);
      case 6 -> detach(id, "interface", true);
      default -> detach(id, "interface", false);
    }
  }

  private void gone(ItemId id) {
    faces.remove(id);
    estate.remove(id);
  }

  private void reap(ItemId id, Face face, int uses) {
    if (face.uses == uses && face.ownerlessSince.isPresent()) {
      gone(id);
    }
  }

  /** The service gives the network another interface, which it then releases. */
  private void replace(ItemId id, Face face) {
    gone(id);
    ItemId other = make(face.subnet, face.groups);
    Face next = faces.get(other);
    if (next != null) {
      next.ownerlessSince = Optional.of(clock.now());
      clock.in(
          dice.minutes(20, 45),
          () -> {
            if (next.ownerlessSince.isPresent()) {
              gone(other);
            }
          });
    }
  }

  private void detach(ItemId id, String type, boolean tagged) {
    estate.change(
        id,
        item -> {
          Detail.NetworkInterface before = (Detail.NetworkInterface) item.detail();
          return item.withStatus("available")
              .withTags(tagged ? item.tags() : Tags.none())
              .withDetail(detail(before.subnet(), before.groups(), type, Optional.empty()));
        });
  }

  /** Interfaces that stand attached without any owner, with since when. */
  Map<ItemId, Instant> lingering() {
    Map<ItemId, Instant> lingering = new TreeMap<>();
    faces.forEach(
        (id, face) -> {
          boolean attached =
              estate.find(id).filter(item -> item.status().equals("in-use")).isPresent();
          face.ownerlessSince.filter(since -> attached).ifPresent(at -> lingering.put(id, at));
        });
    return lingering;
  }

  /** Detached interfaces that nothing about them says are the service's any more. */
  List<ItemId> unrecognisable() {
    List<ItemId> found = new ArrayList<>();
    for (ItemId id : faces.keySet()) {
      estate
          .find(id)
          .filter(item -> item.status().equals("available"))
          .filter(item -> item.tags().value(InterfaceFamily.AGENTCORE_TAG).isEmpty())
          .ifPresent(item -> found.add(id));
    }
    return Collections.unmodifiableList(found);
  }

  /** Whether an agent with this interface's subnet and one of its groups has stood since then. */
  boolean ownedSince(ItemId id, Instant then) {
    return estate.find(id).map(Item::detail).orElse(new Detail.Plain())
            instanceof Detail.NetworkInterface face
        && estate.any(
            thing ->
                !thing.since().isAfter(then)
                    && thing.now().map(Item::detail).orElse(new Detail.Plain())
                        instanceof Detail.Agent(AgentNetwork.Vpc(var subnets, var groups))
                    && subnets.contains(face.subnet())
                    && !Collections.disjoint(groups, face.groups()));
  }
}
