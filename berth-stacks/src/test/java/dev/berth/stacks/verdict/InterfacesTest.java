package dev.berth.stacks.verdict;

import static dev.berth.stacks.world.Account.LONG_AGO;
import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InterfacesTest {
  private static final List<InterfaceFamily> FAMILIES =
      List.of(InterfaceFamily.agentCore(), InterfaceFamily.lambda());

  private final Account account = new Account();
  private final ItemId vpc = account.part(ItemType.VPC, "vpc-1", Flag.NO);
  private final ItemId subnet = account.part(ItemType.SUBNET, "subnet-1", Flag.NO, vpc);
  private final ItemId group = account.group("sg-1", Flag.NO, vpc);

  private InterfaceVerdict judge(ItemId id) {
    return judge(id, Memory.empty());
  }

  private InterfaceVerdict judge(ItemId id, Memory memory) {
    return interfaces(memory).judge(account.get(id));
  }

  private Interfaces interfaces(Memory memory) {
    return new Interfaces(account.inventory(), memory, FAMILIES);
  }

  private ItemId face(String status, String type, Optional<Attachment> attachment) {
    return account.face("eni-1", status, type, attachment, subnet, group);
  }

  private static Optional<Attachment> attachedBy(String owner) {
    return Optional.of(new Attachment("eni-attach-1", owner, Optional.of(LONG_AGO), "attached"));
  }

  private static LedgerEvent seen(Instant at, Set<ItemId> owners, Instant attachedAt) {
    return new LedgerEvent.InterfaceSeen(
        at,
        new ItemId(ItemType.NETWORK_INTERFACE, "eni-1"),
        Optional.of(InterfaceFamily.AGENTCORE),
        owners,
        true,
        Optional.of(attachedAt));
  }

  @Test
  void anInterfaceOfAgentCoreIsLeasedAlthoughItSaysThatNobodyManagesIt() {
    ItemId face = account.lingering("eni-1", subnet, group);
    assertThat(judge(face))
        .isEqualTo(
            new InterfaceVerdict.Leased(InterfaceFamily.AGENTCORE, Set.of(), Optional.empty()));
  }

  @Test
  void itsOwnersAreAllAgentsWithItsSubnetAndAGroupOfIts() {
    ItemId face = account.lingering("eni-1", subnet, group);
    ItemId runtime = account.runtime("agent-1", subnet, group);
    account.runtime("other-groups", subnet, new ItemId(ItemType.SECURITY_GROUP, "sg-9"));
    account.runtime("other-subnet", new ItemId(ItemType.SUBNET, "subnet-9"), group);
    ItemId browser = new ItemId(ItemType.BROWSER, "browser-1");
    account.put(
        Item.of(ItemType.BROWSER, "browser-1")
            .withDetail(new Detail.Agent(new AgentNetwork.Vpc(Set.of("subnet-1"), Set.of()))));
    assertThat(judge(face))
        .isEqualTo(
            new InterfaceVerdict.Leased(
                InterfaceFamily.AGENTCORE, Set.of(runtime, browser), Optional.empty()));
  }

  @Test
  void aFamilyIsRecognisedByTypeDescriptionRequesterOrTag() {
    InterfaceFamily family =
        new InterfaceFamily(
            "own",
            Set.of("own_type"),
            Set.of("Own thing"),
            Set.of("own-requester"),
            Set.of("OwnTag"),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofHours(2));
    Interfaces own = new Interfaces(account.inventory(), Memory.empty(), List.of(family));
    assertThat(own.familyNow(item("own_type", "", "", Tags.none()))).contains(family);
    assertThat(own.familyNow(item("x", "Own thing 7", "", Tags.none()))).contains(family);
    assertThat(own.familyNow(item("x", "", "own-requester", Tags.none()))).contains(family);
    assertThat(own.familyNow(item("x", "", "", Tags.of(Map.of("OwnTag", ""))))).contains(family);
    assertThat(own.familyNow(item("x", "My Own thing", "r", Tags.of(Map.of("owntag", "")))))
        .isEmpty();
  }

  private static Item item(String type, String description, String requester, Tags tags) {
    return Item.of(ItemType.NETWORK_INTERFACE, "eni-1")
        .withTags(tags)
        .withDetail(
            new Detail.NetworkInterface(
                type, description, requester, Flag.NO, Optional.empty(), "", Set.of()));
  }

  @Test
  void detachedItIsDeletableAlsoWhenOnlyTheLedgerKnowsWhatItWas() {
    ItemId face = face("available", "interface", Optional.empty());
    assertThat(judge(face)).isInstanceOf(InterfaceVerdict.Customer.class);
    Memory memory = Memory.of(List.of(seen(LONG_AGO, Set.of(), LONG_AGO)));
    assertThat(judge(face, memory))
        .isEqualTo(new InterfaceVerdict.DetachedDeletable(InterfaceFamily.AGENTCORE));
  }

  @Test
  void detachedButWithAnOwnerItIsStillLeased() {
    ItemId face = face("available", "agentic_ai", Optional.empty());
    assertThat(judge(face)).isInstanceOf(InterfaceVerdict.DetachedDeletable.class);
    ItemId runtime = account.runtime("agent-1", subnet, group);
    assertThat(judge(face))
        .isEqualTo(
            new InterfaceVerdict.Leased(
                InterfaceFamily.AGENTCORE, Set.of(runtime), Optional.empty()));
  }

  @Test
  void detachedWhileAgentsCouldNotBeReadItIsUnknown() {
    ItemId face = face("available", "agentic_ai", Optional.empty());
    account.listed(ItemType.BROWSER, new Completeness.Failed("denied"));
    assertThat(judge(face)).isInstanceOf(InterfaceVerdict.Unknown.class);
    ItemId lambda = face("available", "lambda", Optional.empty());
    assertThat(judge(lambda)).isEqualTo(new InterfaceVerdict.DetachedDeletable("lambda"));
  }

  @Test
  void theAccountsOwnIsACustomersWhateverItsTagsSay() {
    assertThat(judge(face("in-use", "agentic_ai", attachedBy("111122223333"))))
        .isInstanceOf(InterfaceVerdict.Customer.class);
    assertThat(judge(face("in-use", "interface", attachedBy("111122223333"))))
        .isInstanceOf(InterfaceVerdict.Customer.class);
  }

  @Test
  void anotherServicesIsForeign() {
    assertThat(judge(face("in-use", "nat_gateway", attachedBy("amazon-aws"))))
        .isInstanceOf(InterfaceVerdict.Foreign.class);
    ItemId detached = face("available", "efs", Optional.empty());
    account.change(detached, item -> managed(item, Flag.YES));
    assertThat(judge(detached)).isInstanceOf(InterfaceVerdict.Foreign.class);
    account.change(detached, item -> managed(item, Flag.UNKNOWN));
    assertThat(judge(detached)).isInstanceOf(InterfaceVerdict.Unknown.class);
  }

  private static Item managed(Item item, Flag flag) {
    Detail.NetworkInterface face = (Detail.NetworkInterface) item.detail();
    return item.withDetail(
        new Detail.NetworkInterface(
            face.interfaceType(), "", "", flag, face.attachment(), face.subnet(), face.groups()));
  }

  @Test
  void whatContradictsItselfOrIsNewIsUnknown() {
    assertThat(judge(face("available", "agentic_ai", attachedBy("amazon-aws"))))
        .isInstanceOf(InterfaceVerdict.Unknown.class);
    assertThat(judge(face("in-use", "agentic_ai", Optional.empty())))
        .isInstanceOf(InterfaceVerdict.Unknown.class);
    assertThat(judge(face("parked", "agentic_ai", attachedBy("amazon-aws"))))
        .isInstanceOf(InterfaceVerdict.Unknown.class);
    assertThat(judge(face("in-use", "mystery", attachedBy(""))))
        .isInstanceOf(InterfaceVerdict.Unknown.class);
    assertThat(judge(vpc)).isInstanceOf(InterfaceVerdict.Unknown.class);
  }

  private Optional<LeaseEstimate> estimate(Memory memory) {
    ItemId face = account.lingering("eni-1", subnet, group);
    InterfaceVerdict verdict = judge(face, memory);
    return interfaces(memory).estimate(account.get(face), (InterfaceVerdict.Leased) verdict);
  }

  @Test
  void theLeaseIsCountedFromTheFirstSightingWithoutOwnersNotFromAttaching() {
    Instant ownerless = NOW.minus(Duration.ofHours(1));
    Memory memory = Memory.of(List.of(seen(ownerless, Set.of(), LONG_AGO)));
    assertThat(estimate(memory))
        .contains(
            new LeaseEstimate(
                ownerless,
                ownerless.plus(Duration.ofMinutes(20)),
                ownerless.plus(Duration.ofHours(8)),
                ownerless.plus(Duration.ofHours(12))));
    assertThat(estimate(Memory.empty())).isEmpty();
  }

  @Test
  void itIsCountedFromTheLastOwnersEnd() {
    ItemId first = new ItemId(ItemType.RUNTIME, "agent-1");
    ItemId second = new ItemId(ItemType.RUNTIME, "agent-2");
    Instant t = NOW.minus(Duration.ofHours(5));
    Memory memory =
        Memory.of(
            List.of(
                seen(t, Set.of(first, second), LONG_AGO),
                seen(t.plusSeconds(3600), Set.of(second), LONG_AGO),
                seen(t.plusSeconds(7200), Set.of(), LONG_AGO),
                seen(t.plusSeconds(10800), Set.of(), LONG_AGO)));
    assertThat(estimate(memory).orElseThrow().start()).isEqualTo(t.plusSeconds(7200));
  }

  @Test
  void useByAnotherOwnerOrAnotherAttachTimeResetsIt() {
    ItemId owner = new ItemId(ItemType.RUNTIME, "agent-1");
    Instant t = NOW.minus(Duration.ofHours(5));
    LedgerEvent first = seen(t, Set.of(), LONG_AGO);
    LedgerEvent used = seen(t.plusSeconds(60), Set.of(owner), LONG_AGO);
    LedgerEvent again = seen(t.plusSeconds(120), Set.of(), LONG_AGO);
    assertThat(estimate(Memory.of(List.of(first, used)))).isEmpty();
    assertThat(estimate(Memory.of(List.of(first, used, again))).orElseThrow().start())
        .isEqualTo(t.plusSeconds(120));
    LedgerEvent attached = seen(t.plusSeconds(180), Set.of(), t.plusSeconds(170));
    assertThat(estimate(Memory.of(List.of(first, attached))).orElseThrow().start())
        .isEqualTo(t.plusSeconds(180));
  }

  @Test
  void whileAnOwnerStandsOrIsUnreadThereIsNoEstimate() {
    Memory memory = Memory.of(List.of(seen(LONG_AGO, Set.of(), LONG_AGO)));
    account.listed(ItemType.RUNTIME, new Completeness.Partial("page 2"));
    assertThat(estimate(memory)).isEmpty();
    account.listed(ItemType.RUNTIME, new Completeness.Complete());
    assertThat(estimate(memory)).isPresent();
    account.runtime("agent-1", subnet, group);
    assertThat(estimate(memory)).isEmpty();
  }

  @Test
  void itIsStuckAtTheInstantAndNotBefore() {
    LeaseEstimate estimate =
        new LeaseEstimate(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2), NOW.plusSeconds(3));
    assertThat(estimate.stuck(NOW.plusSeconds(3).minusNanos(1))).isFalse();
    assertThat(estimate.stuck(NOW.plusSeconds(3))).isTrue();
    assertThat(estimate.stuck(NOW.plusSeconds(3).plusNanos(1))).isTrue();
  }
}
