package dev.berth.stacks.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.SmallAccount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The ports over one small account: a stack with a network, a NAT gateway, a runtime and a
 * lingering interface, and somebody else's default network beside it.
 */
public abstract class CloudContract {
  private static final ItemId NOTHING = new ItemId(ItemType.SUBNET, "subnet-0123456789abcdef0");

  private final SmallAccount small = new SmallAccount();

  /** An implementation over an account. */
  public interface Subject {
    Cloud cloud();

    /** Lets everything that was asked for come about. */
    void settle();
  }

  /** An implementation over an account with exactly these things. */
  protected abstract Subject open(List<Item> items);

  private Subject open() {
    return open(small.account.items());
  }

  private static CloudPort port(Subject subject, ItemType type) {
    return subject.cloud().portOf(type).orElseThrow();
  }

  private static Item present(Subject subject, ItemId id) {
    return ((Look.Present) port(subject, id.type()).look(id)).item();
  }

  private static Answer delete(Subject subject, ItemId id) {
    return port(subject, id.type()).delete(id);
  }

  private static FailureKind refusal(Answer answer) {
    return ((Answer.Refused) answer).failure().kind();
  }

  @Test
  void itSaysWhoItIs() {
    assertThat(open().cloud().account().identity())
        .isInstanceOfSatisfying(
            AccountPort.Identity.Known.class,
            known -> assertThat(known.scope()).isEqualTo(Account.SCOPE));
  }

  @Test
  void everyListingIsCompleteAndHasWhatIsThere() {
    Subject subject = open();
    for (ItemType type : List.of(ItemType.VPC, ItemType.SUBNET, ItemType.SECURITY_GROUP)) {
      Listing listing = port(subject, type).list(type);
      assertThat(listing.completeness()).isEqualTo(new Completeness.Complete());
      assertThat(listing.items())
          .extracting(Item::id)
          .containsExactlyInAnyOrderElementsOf(
              small.account.items().stream()
                  .filter(item -> item.type() == type)
                  .map(Item::id)
                  .toList());
    }
    assertThat(port(subject, ItemType.ECR_REPOSITORY).list(ItemType.ECR_REPOSITORY))
        .isEqualTo(Listing.complete(List.of()));
  }

  @Test
  void aThingIsReadWithWhatItUsesItsStatusAndItsTags() {
    Subject subject = open();
    for (ItemId id : List.of(small.subnet, small.group, small.nat, small.face, small.runtime)) {
      Item expected = small.account.get(id);
      Item seen = present(subject, id);
      assertThat(seen.uses()).as("%s", id).isEqualTo(expected.uses());
      assertThat(seen.tags()).isEqualTo(expected.tags());
      assertThat(seen.status()).isEqualTo(expected.status());
    }
    assertThat(present(subject, small.defaultGroup).detail())
        .isInstanceOfSatisfying(
            Detail.SecurityGroup.class, group -> assertThat(group.isDefault()).isEqualTo(Flag.YES));
  }

  @Test
  void stacksAreListedWithoutResourcesAndLookedAtWithAll() {
    Subject subject = open();
    Item listed =
        port(subject, ItemType.STACK).list(ItemType.STACK).items().stream()
            .filter(item -> item.id().equals(small.stack))
            .findFirst()
            .orElseThrow();
    assertThat(((Detail.Stack) listed.detail()).resourcesListed().complete()).isFalse();
    assertThat(listed.tags()).isEqualTo(Account.owned());
    Detail.Stack detail = (Detail.Stack) present(subject, small.stack).detail();
    assertThat(detail.resourcesListed().complete()).isTrue();
    assertThat(detail.terminationProtection()).isEqualTo(Flag.NO);
    assertThat(detail.resources())
        .extracting(StackResource::physicalId)
        .containsExactlyInAnyOrderElementsOf(
            ((Detail.Stack) small.account.get(small.stack).detail())
                .resources().stream().map(StackResource::physicalId).toList());
  }

  @Test
  void whatIsNotThereIsAbsentAndDeletedAlready() {
    Subject subject = open();
    assertThat(port(subject, NOTHING.type()).look(NOTHING)).isInstanceOf(Look.Absent.class);
    assertThat(delete(subject, NOTHING)).isInstanceOf(Answer.Already.class);
  }

  @Test
  void aTypeOfAnotherPortIsADefectOfTheCaller() {
    CloudPort network = open().cloud().network();
    assertThatThrownBy(() -> network.list(ItemType.STACK))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.look(small.stack))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.delete(small.stack))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNeededIsNotDeleted() {
    Subject subject = open();
    for (ItemId id : List.of(small.vpc, small.subnet, small.group)) {
      assertThat(refusal(delete(subject, id)))
          .as("%s", id)
          .isEqualTo(FailureKind.DEPENDENCY_VIOLATION);
      assertThat(present(subject, id).id()).isEqualTo(id);
    }
  }

  @Test
  void anInterfaceGoesOnlyWhenItIsDetached() {
    assertThat(refusal(delete(open(), small.face)))
        .isIn(FailureKind.IN_USE, FailureKind.NOT_PERMITTED);
    small.account.face(
        "eni-1", "available", "agentic_ai", Optional.empty(), small.subnet, small.group);
    Subject subject = open();
    assertThat(delete(subject, small.face)).isInstanceOf(Answer.Accepted.class);
    subject.settle();
    assertThat(subject.cloud().network().look(small.face)).isInstanceOf(Look.Absent.class);
  }

  @Test
  void aRuleIsRevokedOnce() {
    ItemId other = small.account.group("sg-2", Flag.NO, small.vpc, small.group.id());
    Subject subject = open();
    GroupRule rule = ((Detail.SecurityGroup) present(subject, other).detail()).rules().getFirst();
    assertThat(subject.cloud().network().revoke(other, rule)).isInstanceOf(Answer.Accepted.class);
    assertThat(subject.cloud().network().revoke(other, rule)).isInstanceOf(Answer.Already.class);
    assertThat(present(subject, other).uses()).doesNotContain(small.group);
  }

  @Test
  void tagsAreAddedAndReservedOnesRefused() {
    Subject subject = open();
    assertThat(subject.cloud().tagging().tag(small.vpc, Map.of("cleanup:run", "run-1")))
        .isInstanceOf(Answer.Accepted.class);
    assertThat(present(subject, small.vpc).tags().value("cleanup:run")).contains("run-1");
    assertThat(present(subject, small.vpc).tags().value(Account.OWNER_KEY)).contains(Account.OWNER);
    for (String key : List.of("aws:mine", "AmazonBedrockAgentCoreManaged")) {
      assertThat(refusal(subject.cloud().tagging().tag(small.vpc, Map.of(key, "x"))))
          .isEqualTo(FailureKind.INVALID);
    }
  }

  @Test
  void onlyFailedResourcesAreRetainedAndOnlyByTheirLogicalIds() {
    Subject subject = open();
    assertThat(refusal(subject.cloud().stacks().deleteRetaining(small.stack, Set.of("vpc1"))))
        .isEqualTo(FailureKind.INVALID);
    assertThat(delete(subject, small.stack)).isInstanceOf(Answer.Accepted.class);
    subject.settle();
    Item failed = present(subject, small.stack);
    assertThat(failed.status()).isEqualTo("DELETE_FAILED");
    Set<StackResource> left =
        ((Detail.Stack) failed.detail())
            .resources().stream()
                .filter(row -> row.status().equals("DELETE_FAILED"))
                .collect(Collectors.toSet());
    assertThat(left).extracting(StackResource::logicalId).contains("vpc1", "subnet1", "sg1");
    Set<String> physical =
        left.stream().flatMap(row -> row.physicalId().stream()).collect(Collectors.toSet());
    assertThat(refusal(subject.cloud().stacks().deleteRetaining(small.stack, physical)))
        .isEqualTo(FailureKind.INVALID);
    Set<String> logical = left.stream().map(StackResource::logicalId).collect(Collectors.toSet());
    assertThat(subject.cloud().stacks().deleteRetaining(small.stack, logical))
        .isInstanceOf(Answer.Accepted.class);
    subject.settle();
    assertThat(subject.cloud().stacks().look(small.stack)).isInstanceOf(Look.Absent.class);
    assertThat(present(subject, small.vpc).id()).isEqualTo(small.vpc);
  }

  @Test
  void aRuntimeGoesAfterItsEndpointsAndNotAtOnce() {
    ItemId endpoint = new ItemId(ItemType.RUNTIME_ENDPOINT, "agent-1/runtime-endpoint/live");
    small.account.put(
        Item.of(ItemType.RUNTIME_ENDPOINT, endpoint.id())
            .withStatus("READY")
            .withCreatedAt(Account.LONG_AGO)
            .withUses(Set.of(small.runtime)));
    Subject subject = open();
    assertThat(refusal(delete(subject, small.runtime))).isEqualTo(FailureKind.CONFLICT);
    assertThat(delete(subject, endpoint)).isInstanceOf(Answer.Accepted.class);
    subject.settle();
    assertThat(port(subject, endpoint.type()).look(endpoint)).isInstanceOf(Look.Absent.class);
    assertThat(delete(subject, small.runtime)).isInstanceOf(Answer.Accepted.class);
    subject.settle();
    assertThat(port(subject, ItemType.RUNTIME).look(small.runtime)).isInstanceOf(Look.Absent.class);
  }

  @Test
  void runtimeSessionsAreNeverListedCompletely() {
    assertThat(port(open(), ItemType.RUNTIME_SESSION).list(ItemType.RUNTIME_SESSION).completeness())
        .isInstanceOf(Completeness.Partial.class);
  }
}
