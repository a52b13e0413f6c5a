package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is to happen with an item that is no stack, as far as it and its stack say. */
final class ItemDraft {
  private final Facts facts;
  private final Map<ItemId, Decision> stacks;
  private final InterfaceDraft interfaces;

  /**
   * A draft.
   *
   * @param stacks the stacks' decisions
   */
  ItemDraft(Facts facts, Map<ItemId, Decision> stacks) {
    this.facts = facts;
    this.stacks = stacks;
    this.interfaces = new InterfaceDraft(facts);
  }

  Decision of(Item item) {
    return facts
        .belonging(item.id())
        .or(() -> AgentLogs.belonging(item, facts.memory))
        .map(belonging -> ours(item, belonging))
        .orElseGet(() -> notProven(item));
  }

  private Decision notProven(Item item) {
    if (!item.tags().readable()) {
      return new Decision.Unknown(item, UnknownReason.TAGS_UNREADABLE, "whose it is was not read");
    }
    return partOfVpc(item)
        .orElseGet(() -> new Decision.Keep(item, KeepReason.NOT_OURS, "no stack of ours holds it"));
  }

  /** A default group, main route table or default ACL goes with its VPC, whoever lists it. */
  private Optional<Decision> partOfVpc(Item item) {
    Flag isDefault =
        switch (item.detail()) {
          case Detail.NetworkPart(Flag flag) -> item.type() == ItemType.SUBNET ? Flag.NO : flag;
          case Detail.SecurityGroup(Flag flag, _) -> flag;
          case Detail.Plain _, Detail.Stack _, Detail.NetworkInterface _ -> Flag.NO;
          case Detail.Agent _, Detail.Session _, Detail.VpcEndpoint _ -> Flag.NO;
        };
    Optional<ItemId> vpc =
        item.uses().stream().filter(used -> used.type() == ItemType.VPC).findFirst();
    if (isDefault != Flag.YES || vpc.isEmpty() || facts.belonging(vpc.get()).isEmpty()) {
      return Optional.empty();
    }
    Optional<Decision> kept =
        facts.protections.of(item).filter(decision -> !isDefaultNetwork(decision));
    return Optional.of(
        kept.orElseGet(() -> facts.wait(item, WaitReason.WITH_ITS_PARENT, Set.of(vpc.get()))));
  }

  private static boolean isDefaultNetwork(Decision decision) {
    return decision instanceof Decision.Keep(_, KeepReason reason, _)
        && reason == KeepReason.DEFAULT_NETWORK;
  }

  private Decision ours(Item item, Ownership.Belonging belonging) {
    Decision stack = stacks.get(belonging.stack());
    if (belonging.standing() && stack != null) {
      return switch (stack) {
        case Decision.Delete _ -> inGoingStack(item, belonging);
        case Decision.Wait _ ->
            facts.wait(item, WaitReason.WITH_ITS_STACK, Set.of(belonging.stack()));
        case Decision.Keep _ ->
            new Decision.Keep(item, KeepReason.STACK_STAYS, belonging.stack().id());
        case Decision.Unknown _ ->
            new Decision.Unknown(item, UnknownReason.RESOURCES_UNREAD, "its stack is unknown");
      };
    }
    if (!facts.inventory.complete(ItemType.STACK)) {
      return new Decision.Unknown(
          item, UnknownReason.LISTING_INCOMPLETE, "whether its stack stands");
    }
    if (facts.policy.selection() instanceof Selection.Destroy(ItemId chosen, _)
        && !chosen.equals(belonging.stack())) {
      return new Decision.Keep(item, KeepReason.NOT_OURS, "not of the chosen stack");
    }
    return partOfVpc(item).orElseGet(() -> candidate(item, belonging));
  }

  /** Before its stack go what runs and what is billed; the rest CloudFormation takes. */
  private Decision inGoingStack(Item item, Ownership.Belonging belonging) {
    if (item.type() == ItemType.NETWORK_INTERFACE || goesFirst(item)) {
      return candidate(item, belonging);
    }
    return facts
        .protections
        .of(item)
        .orElseGet(() -> facts.wait(item, WaitReason.WITH_ITS_STACK, Set.of(belonging.stack())));
  }

  private static boolean goesFirst(Item item) {
    return switch (item.type().area()) {
      case SESSIONS -> true;
      case RUNTIMES -> item.type() != ItemType.WORKLOAD_IDENTITY;
      case NETWORK ->
          item.detail() instanceof Detail.VpcEndpoint(String kind)
              ? kind.equalsIgnoreCase("Interface")
              : item.type() == ItemType.NAT_GATEWAY || item.type() == ItemType.ELASTIC_IP;
      case STACKS, LEFTOVERS, NONE -> false;
    };
  }

  private Decision candidate(Item item, Ownership.Belonging belonging) {
    if (item.type() == ItemType.NETWORK_INTERFACE) {
      return interfaces.of(item, belonging);
    }
    if (!Proof.suffice(belonging.proofs())) {
      return new Decision.Keep(item, KeepReason.PROOF_MISSING, "only " + belonging.proofs());
    }
    return facts
        .protections
        .of(item)
        .or(() -> Needs.missing(item, facts))
        .or(() -> atWork(item))
        .orElseGet(() -> Facts.delete(item, belonging.proofs()));
  }

  private Optional<Decision> atWork(Item item) {
    boolean watched =
        item.type().area() == Area.RUNTIMES
            ? item.type() != ItemType.WORKLOAD_IDENTITY
            : item.type() == ItemType.NAT_GATEWAY || item.type() == ItemType.VPC_ENDPOINT;
    if (!watched) {
      return Optional.empty();
    }
    return switch (item.status().toUpperCase(Locale.ROOT)) {
      case "READY", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED" -> Optional.empty();
      case "AVAILABLE", "FAILED", "REJECTED", "EXPIRED", "PENDINGACCEPTANCE" -> Optional.empty();
      case "DELETING" -> Optional.of(facts.wait(item, WaitReason.DELETING));
      case "CREATING", "UPDATING", "PENDING" ->
          Optional.of(facts.wait(item, WaitReason.IN_PROGRESS));
      default ->
          Optional.of(
              new Decision.Unknown(
                  item, UnknownReason.STATUS_UNKNOWN, "status '" + item.status() + "'"));
    };
  }

  /**
   * A thing that lives in another: a session or endpoint in a runtime, an image in a repository.
   *
   * @param parent what it lives in, with its decision
   */
  Decision inside(Item item, Decision parent) {
    ItemId home = parent.item().id();
    return switch (parent) {
      // It goes with its runtime, and asking for it before is refused: it must not be waited for.
      case Decision.Delete _ when item.type() == ItemType.WORKLOAD_IDENTITY ->
          facts
              .protections
              .of(item)
              .orElseGet(() -> facts.wait(item, WaitReason.WITH_ITS_PARENT, Set.of(home)));
      case Decision.Delete delete -> {
        List<Proof> proofs = new ArrayList<>();
        proofs.add(new Proof.Inside(home));
        delete.proofs().stream()
            .filter(proof -> proof.kind() == Proof.Kind.MARK)
            .forEach(proofs::add);
        yield facts
            .protections
            .of(item)
            .or(() -> Needs.missing(item, facts))
            .or(() -> atWork(item))
            .orElseGet(() -> Facts.delete(item, proofs));
      }
      case Decision.Wait _ -> facts.wait(item, WaitReason.WITH_ITS_PARENT, Set.of(home));
      case Decision.Keep _ -> new Decision.Keep(item, KeepReason.NOT_OURS, "lives in " + home);
      case Decision.Unknown _ ->
          new Decision.Unknown(item, UnknownReason.USED_BY_UNKNOWN, "lives in " + home);
    };
  }
}
