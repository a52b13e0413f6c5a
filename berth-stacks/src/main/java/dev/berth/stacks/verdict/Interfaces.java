package dev.berth.stacks.verdict;

import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.ItemMemory;
import dev.berth.stacks.ledger.Memory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges interfaces. A pure function of what was read, what is remembered, and the families. */
public final class Interfaces {
  private static final String DETACHED = "available";
  private static final Set<String> ATTACHED =
      Set.of("in-use", "associated", "attaching", "detaching");

  private final String account;
  private final Owners owners;
  private final Memory memory;
  private final List<InterfaceFamily> families;

  public Interfaces(Inventory inventory, Memory memory, List<InterfaceFamily> families) {
    this.account = inventory.scope().account();
    this.owners = Owners.of(inventory);
    this.memory = memory;
    this.families = List.copyOf(families);
  }

  /** The family that something about it shows now: type, description, requester or tag. */
  public Optional<InterfaceFamily> familyNow(Item item) {
    if (!(item.detail() instanceof Detail.NetworkInterface face)) {
      return Optional.empty();
    }
    return families.stream().filter(family -> shows(family, face, item.tags())).findFirst();
  }

  /** The family now, else the one that was seen before it was detached. */
  public Optional<InterfaceFamily> family(Item item) {
    return familyNow(item)
        .or(
            () ->
                memory
                    .find(item.id())
                    .flatMap(ItemMemory::family)
                    .flatMap(
                        name ->
                            families.stream().filter(one -> one.name().equals(name)).findFirst()));
  }

  private static boolean shows(InterfaceFamily family, Detail.NetworkInterface face, Tags tags) {
    return family.types().contains(face.interfaceType())
        || family.descriptionPrefixes().stream().anyMatch(face.description()::startsWith)
        || family.requesterIds().contains(face.requesterId())
        || family.tagKeys().stream().anyMatch(key -> tags.value(key).isPresent());
  }

  /** The verdict about one network interface. */
  public InterfaceVerdict judge(Item item) {
    if (!(item.detail() instanceof Detail.NetworkInterface face)) {
      return new InterfaceVerdict.Unknown("not read as a network interface");
    }
    Optional<InterfaceFamily> family = family(item);
    if (item.status().equals(DETACHED)) {
      return face.attachment().isPresent()
          ? new InterfaceVerdict.Unknown("available, and still with an attachment")
          : detached(face, family);
    }
    if (!ATTACHED.contains(item.status())) {
      return new InterfaceVerdict.Unknown("status '" + item.status() + "' is not known");
    }
    return face.attachment()
        .map(attachment -> attached(item, face, attachment, family))
        .orElseGet(
            () -> new InterfaceVerdict.Unknown(item.status() + ", and no attachment was read"));
  }

  private InterfaceVerdict detached(
      Detail.NetworkInterface face, Optional<InterfaceFamily> family) {
    if (family.isEmpty()) {
      return switch (face.requesterManaged()) {
        case YES -> new InterfaceVerdict.Foreign("detached, of a service that is not known here");
        case NO -> new InterfaceVerdict.Customer("detached, and no service's");
        case UNKNOWN -> new InterfaceVerdict.Unknown("whose it is was not read");
      };
    }
    String name = family.get().name();
    if (name.equals(InterfaceFamily.AGENTCORE)) {
      Set<ItemId> live = owners.of(face);
      if (!live.isEmpty()) {
        return new InterfaceVerdict.Leased(name, live, Optional.empty());
      }
      if (!owners.known()) {
        return new InterfaceVerdict.Unknown("not every runtime, browser and interpreter was read");
      }
    }
    return new InterfaceVerdict.DetachedDeletable(name);
  }

  private InterfaceVerdict attached(
      Item item,
      Detail.NetworkInterface face,
      Attachment attachment,
      Optional<InterfaceFamily> family) {
    if (attachment.ownerId().equals(account)) {
      return new InterfaceVerdict.Customer("attached by the account, as " + attachment.id());
    }
    if (family.isEmpty()) {
      boolean service = !attachment.ownerId().isEmpty() || face.requesterManaged() == Flag.YES;
      return service
          ? new InterfaceVerdict.Foreign(
              "held by '" + attachment.ownerId() + "' as " + face.interfaceType())
          : new InterfaceVerdict.Unknown("who attached it was not read");
    }
    Set<ItemId> live = owners.of(face);
    Optional<Instant> ownerless =
        live.isEmpty() && owners.known()
            ? memory.find(item.id()).flatMap(ItemMemory::ownerlessSince)
            : Optional.empty();
    return new InterfaceVerdict.Leased(family.get().name(), live, ownerless);
  }

  /**
   * When a leased interface is likely to go; none while an owner stands, or if owners could not be
   * read. Counted from the last owner's observed end, else from the first sighting without owners;
   * never from the attach time, which says when a lease began and not when it ended.
   */
  public Optional<LeaseEstimate> estimate(Item item, InterfaceVerdict.Leased leased) {
    Optional<InterfaceFamily> family =
        families.stream().filter(one -> one.name().equals(leased.family())).findFirst();
    if (!leased.liveOwners().isEmpty() || family.isEmpty()) {
      return Optional.empty();
    }
    return leased
        .ownerlessSince()
        .map(since -> latest(since, item.id()))
        .map(
            start ->
                new LeaseEstimate(
                    start,
                    start.plus(family.get().shortest()),
                    start.plus(family.get().longest()),
                    start.plus(family.get().stuckAfter())));
  }

  private Instant latest(Instant ownerlessSince, ItemId id) {
    return memory.find(id).stream()
        .flatMap(one -> one.owners().values().stream())
        .flatMap(owner -> owner.goneAt().stream())
        .filter(gone -> gone.isAfter(ownerlessSince))
        .max(Instant::compareTo)
        .orElse(ownerlessSince);
  }

  public Owners owners() {
    return owners;
  }
}
