package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.LONG_AGO;
import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OwnershipTest {
  private final Account account = new Account();
  private final ItemId vpc = account.part(ItemType.VPC, "vpc-1", Flag.NO);

  private Optional<Ownership.Belonging> of(ItemId id, LedgerEvent... events) {
    return new Ownership(account.inventory(), Memory.of(List.of(events)), Account.policy())
        .of(account.get(id));
  }

  private void untag() {
    account.change(vpc, item -> item.withTags(Tags.none()));
  }

  @Test
  void whatAStackOfOursListsBelongsToIt() {
    ItemId stack = account.stack("int-0123abcd", "CREATE_COMPLETE", vpc);
    untag();
    Ownership.Belonging belonging = of(vpc).orElseThrow();
    assertThat(belonging.stack()).isEqualTo(stack);
    assertThat(belonging.standing()).isTrue();
    assertThat(belonging.logicalId()).isEqualTo("vpc1");
    assertThat(belonging.proofs())
        .containsExactly(
            new Proof.StackTag(stack, Account.OWNER_KEY, Account.OWNER),
            new Proof.NamePattern("^int-[0-9a-f]{8}$", "int-0123abcd"),
            new Proof.StackResourceOf(stack, "vpc1"));
    account.change(vpc, item -> item.withTags(Account.owned()));
    assertThat(of(vpc).orElseThrow().proofs())
        .contains(new Proof.OwnTag(Account.OWNER_KEY, Account.OWNER));
  }

  @Test
  void anAddressIsFoundByItsPublicName() {
    account.put(Item.of(ItemType.ELASTIC_IP, "eipalloc-1").withName("192.0.2.7"));
    ItemId listed = new ItemId(ItemType.ELASTIC_IP, "192.0.2.7");
    account.stack("int-0123abcd", "CREATE_COMPLETE", listed);
    assertThat(of(new ItemId(ItemType.ELASTIC_IP, "eipalloc-1"))).isPresent();
  }

  @Test
  void whatTwoStacksListIsNobodys() {
    account.stack("int-0123abcd", "CREATE_COMPLETE", vpc);
    account.stack("int-89abcdef", "CREATE_COMPLETE", vpc);
    assertThat(of(vpc)).isEmpty();
  }

  @Test
  void whatAStrangersStackListsIsNotOursWhateverTheLedgerRemembers() {
    ItemId theirs = account.stack("theirs", "CREATE_COMPLETE", vpc);
    untag();
    ItemId ours = Account.stackId("int-0123abcd");
    assertThat(
            of(
                vpc,
                new LedgerEvent.Owned(LONG_AGO, ours, "int-0123abcd", "tag"),
                new LedgerEvent.Belonged(LONG_AGO, vpc, ours, "Vpc")))
        .isEmpty();
    assertThat(theirs).isNotEqualTo(ours);
  }

  @Test
  void theReservedTagWinsOverTheLedger() {
    ItemId ours = Account.stackId("int-0123abcd");
    LedgerEvent owned = new LedgerEvent.Owned(LONG_AGO, ours, "int-0123abcd", "tag");
    LedgerEvent belonged = new LedgerEvent.Belonged(LONG_AGO, vpc, ours, "Vpc");
    Ownership.Belonging remembered = of(vpc, owned, belonged).orElseThrow();
    assertThat(remembered.standing()).isFalse();
    assertThat(remembered.logicalId()).isEqualTo("Vpc");
    assertThat(remembered.proofs())
        .containsExactly(
            new Proof.Remembered(ours), new Proof.NamePattern("^int-[0-9a-f]{8}$", "int-0123abcd"));
    assertThat(of(vpc, belonged)).as("a stack that was never proven ours").isEmpty();
    assertThat(of(vpc, owned, belonged, new LedgerEvent.Gone(NOW, vpc, "not found"))).isEmpty();

    ItemId strange = Account.stackId("theirs");
    account.change(
        vpc, item -> item.withTags(Tags.of(Map.of(Ownership.RESERVED_TAG, strange.id()))));
    assertThat(of(vpc, owned, belonged)).isEmpty();
  }

  @Test
  void aReservedTagOfAnotherAccountOrOfNonsenseProvesNothing() {
    for (String arn :
        List.of(
            "",
            " ",
            "int-0123abcd",
            "arn:aws:cloudformation:eu-west-1:999999999999:stack/int-0123abcd/x",
            "arn:aws:cloudformation:us-east-1:111122223333:stack/int-0123abcd/x",
            "x".repeat(3000))) {
      account.change(
          vpc,
          item ->
              item.withTags(
                  Tags.of(Map.of(Ownership.RESERVED_TAG, arn, Account.OWNER_KEY, Account.OWNER))));
      assertThat(of(vpc)).as(arn).isEmpty();
    }
    account.change(vpc, item -> item.withTags(Account.ofStack(Account.stackId("int-0123abcd"))));
    assertThat(of(vpc)).isPresent();
  }

  @Test
  void whatANestedStackListsBelongsToItsRoot() {
    ItemId root = account.stack("int-0123abcd", "CREATE_COMPLETE");
    ItemId nested = account.stack("int-0123abcd-Net-1", "CREATE_COMPLETE", vpc);
    for (boolean byRoot : List.of(true, false)) {
      account.change(
          nested,
          stack ->
              stack
                  .withTags(Tags.none())
                  .withDetail(
                      new Detail.Stack(
                          List.of(Account.row(vpc, "CREATE_COMPLETE")),
                          new Completeness.Complete(),
                          Flag.NO,
                          byRoot ? Optional.empty() : Optional.of(root.id()),
                          byRoot ? Optional.of(root.id()) : Optional.empty())));
      assertThat(of(vpc).orElseThrow().stack()).isEqualTo(root);
    }
  }

  @Test
  void sightingsAreOnlyOfWhatMattersAndOnlyOnce() {
    ItemId stack = account.stack("int-0123abcd", "CREATE_COMPLETE", vpc);
    account.part(ItemType.VPC, "vpc-theirs", Flag.YES);
    List<LedgerEvent> first = Sightings.of(account.inventory(), Memory.empty(), Account.policy());
    assertThat(first)
        .containsExactlyInAnyOrder(
            new LedgerEvent.Seen(NOW, stack, "int-0123abcd", "CREATE_COMPLETE"),
            new LedgerEvent.Owned(
                NOW,
                stack,
                "int-0123abcd",
                new Proof.StackTag(stack, Account.OWNER_KEY, Account.OWNER).toString()),
            new LedgerEvent.Seen(NOW, vpc, "", ""),
            new LedgerEvent.Belonged(NOW, vpc, stack, "vpc1"));
    Memory memory = Memory.of(first);
    assertThat(Sightings.of(account.inventory(), memory, Account.policy())).isEmpty();
    assertThat(Sightings.of(account.inventory(NOW.plusSeconds(86_399)), memory, Account.policy()))
        .isEmpty();
    assertThat(Sightings.of(account.inventory(NOW.plusSeconds(86_400)), memory, Account.policy()))
        .hasSize(2);
    account.remove(vpc);
    assertThat(Sightings.of(account.inventory(), memory, Account.policy()))
        .containsExactly(new LedgerEvent.Gone(NOW, vpc, "not in a complete listing"));
    account.listed(ItemType.VPC, new Completeness.Partial("page 2"));
    assertThat(Sightings.of(account.inventory(), memory, Account.policy())).isEmpty();
    assertThat(new ArrayList<>(memory.ownedStacks().keySet())).containsExactly(stack);
  }
}
