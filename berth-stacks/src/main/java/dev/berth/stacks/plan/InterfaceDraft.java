package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.verdict.InterfaceFamily;
import dev.berth.stacks.verdict.InterfaceVerdict;
import dev.berth.stacks.verdict.LeaseEstimate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to happen with an interface in a subnet of ours. */
final class InterfaceDraft {
  /** CloudFormation types of which a stack may hold some that put interfaces into its subnets. */
  private static final List<String> MAKERS =
      List.of(
          "AWS::EC2::Instance",
          "AWS::AutoScaling::AutoScalingGroup",
          "AWS::ECS::Service",
          "AWS::EFS::MountTarget",
          "AWS::ElasticLoadBalancing::LoadBalancer",
          "AWS::ElasticLoadBalancingV2::LoadBalancer",
          "AWS::Lambda::Function",
          "AWS::RDS::DBCluster",
          "AWS::RDS::DBInstance");

  private final Facts facts;

  InterfaceDraft(Facts facts) {
    this.facts = facts;
  }

  Decision of(Item item, Ownership.Belonging belonging) {
    Optional<Decision> stays = facts.protections.of(item);
    if (stays.isPresent()) {
      return stays.get();
    }
    InterfaceVerdict verdict = facts.interfaces.judge(item);
    return switch (verdict) {
      case InterfaceVerdict.Leased leased -> leased(item, leased);
      case InterfaceVerdict.DetachedDeletable(String family) ->
          detached(item, belonging, new Proof.Family(family), verdict);
      case InterfaceVerdict.Customer(String reason) -> customer(item, belonging, reason, verdict);
      case InterfaceVerdict.Foreign(String reason) -> visitor(item, belonging, reason);
      case InterfaceVerdict.Unknown(String reason) ->
          new Decision.Unknown(item, UnknownReason.OWNERS_UNREAD, reason);
    };
  }

  /** One that the stack itself declares goes like any resource; another is somebody's. */
  private Decision customer(
      Item item, Ownership.Belonging belonging, String reason, InterfaceVerdict verdict) {
    if (belonging.logicalId().isEmpty()) {
      return visitor(item, belonging, reason);
    }
    if (belonging.standing()) {
      return facts.wait(item, WaitReason.WITH_ITS_STACK, Set.of(belonging.stack()));
    }
    return item.status().equals("available")
        ? detached(item, belonging, null, verdict)
        : visitor(item, belonging, reason);
  }

  private Decision leased(Item item, InterfaceVerdict.Leased leased) {
    Optional<LeaseEstimate> estimate = facts.interfaces.estimate(item, leased);
    return new Decision.Wait(
        item,
        WaitReason.LEASED,
        leased.liveOwners(),
        Optional.of(leased),
        estimate,
        leased.ownerlessSince().orElseGet(() -> facts.since(item)),
        estimate.filter(one -> one.stuck(facts.now)).isPresent());
  }

  private Decision detached(
      Item item,
      Ownership.Belonging belonging,
      Proof.@Nullable Family family,
      InterfaceVerdict verdict) {
    List<Proof> proofs = new ArrayList<>(belonging.proofs());
    if (family != null) {
      proofs.add(family);
    }
    Optional<Decision> stays = Needs.missing(item, facts);
    if (stays.isPresent()) {
      return stays.get();
    }
    if (!Proof.suffice(proofs)) {
      return new Decision.Keep(item, KeepReason.PROOF_MISSING, "only " + proofs);
    }
    boolean agentCore = family != null && family.family().equals(InterfaceFamily.AGENTCORE);
    Instant free =
        facts
            .memory
            .find(item.id())
            .flatMap(one -> agentCore ? one.ownerlessSince() : Optional.of(one.firstSeen()))
            .orElse(facts.now);
    if (facts.now.isBefore(free.plus(facts.policy.limits().settle()))) {
      return new Decision.Wait(
          item,
          WaitReason.SETTLING,
          Set.of(),
          Optional.of(verdict),
          Optional.of(settling(free)),
          free,
          false);
    }
    return Facts.delete(item, proofs);
  }

  private LeaseEstimate settling(Instant since) {
    Instant over = since.plus(facts.policy.limits().settle());
    return new LeaseEstimate(since, over, over, Instant.MAX);
  }

  /**
   * Neither lingering nor deletable. If something of the same stack makes such interfaces, it goes
   * with that; otherwise it is somebody's who moved in, and what it uses stays.
   */
  private Decision visitor(Item item, Ownership.Belonging belonging, String reason) {
    Set<ItemId> makers = makers(item, belonging);
    return makers.isEmpty()
        ? new Decision.Keep(item, KeepReason.NOT_A_LINGERING_INTERFACE, reason)
        : facts.wait(item, WaitReason.WITH_ITS_PARENT, makers);
  }

  private Set<ItemId> makers(Item item, Ownership.Belonging belonging) {
    Detail.NetworkInterface face = (Detail.NetworkInterface) item.detail();
    Set<ItemId> makers = new HashSet<>();
    ItemType made =
        switch (face.interfaceType()) {
          case "nat_gateway" -> ItemType.NAT_GATEWAY;
          case "vpc_endpoint", "gateway_load_balancer_endpoint" -> ItemType.VPC_ENDPOINT;
          default -> ItemType.OTHER;
        };
    ItemId subnet = new ItemId(ItemType.SUBNET, face.subnet());
    for (Item user : facts.users(subnet)) {
      if (user.type() == made && facts.isMember(user.id(), belonging.stack())) {
        makers.add(user.id());
      }
    }
    if (made == ItemType.OTHER && stackMakesInterfaces(belonging)) {
      makers.add(belonging.stack());
    }
    return makers;
  }

  private boolean stackMakesInterfaces(Ownership.Belonging belonging) {
    return facts
        .inventory
        .find(belonging.stack())
        .map(Item::detail)
        .filter(Detail.Stack.class::isInstance)
        .map(Detail.Stack.class::cast)
        .filter(
            stack ->
                stack.resources().stream().anyMatch(resource -> MAKERS.contains(resource.type())))
        .isPresent();
  }
}
