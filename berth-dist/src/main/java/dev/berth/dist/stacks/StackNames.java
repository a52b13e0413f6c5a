package dev.berth.dist.stacks;

import dev.berth.api.error.ErrorBody;
import dev.berth.cli.command.CliException;
import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.plan.ExitCode;
import java.util.List;
import java.util.Map;

/**
 * Finds the one stack that a name means: the one that stands, else the one that the ledger saw
 * under it. From here on only its StackId counts, so that a stack that is made under the same name
 * meanwhile is another.
 */
final class StackNames {
  private StackNames() {}

  static ItemId resolve(String name, RunCommand.Work work) {
    if (name.startsWith("arn:")) {
      return new ItemId(ItemType.STACK, name);
    }
    requireTheAccount(work);
    Listing listing = work.account().cloud().stacks().list(ItemType.STACK);
    List<ItemId> standing =
        listing.items().stream().filter(item -> item.name().equals(name)).map(Item::id).toList();
    if (standing.size() == 1) {
      return standing.getFirst();
    }
    if (!listing.completeness().complete()) {
      throw failure(
          ExitCode.INCOMPLETE,
          "INVENTORY_INCOMPLETE",
          "the stacks could not all be listed: " + listing.completeness().reason(),
          "Try again, or name the stack by its StackId.");
    }
    return remembered(name, work);
  }

  /** A name of another account's stack means nothing: that is not the stack that is meant. */
  private static void requireTheAccount(RunCommand.Work work) {
    Scope expected = work.options().choice().expected();
    switch (work.account().cloud().account().identity()) {
      case AccountPort.Identity.Known known when known.scope().equals(expected) -> {}
      case AccountPort.Identity.Known known ->
          throw failure(
              ExitCode.REFUSED,
              "OTHER_ACCOUNT",
              "this is " + known.scope() + ", expected is " + expected,
              "Use the credentials and the region of the account that is meant.");
      case AccountPort.Identity.Unknown(CloudFailure failure) ->
          throw failure(
              ExitCode.REFUSED,
              "ACCOUNT_UNKNOWN",
              "nobody says which account this is: " + failure,
              "Set up credentials of the account, as for the `aws` command.");
    }
  }

  private static CliException failure(ExitCode exit, String code, String message, String remedy) {
    return new CliException(
        new ErrorBody(code, message, "", remedy, List.of()), exit.number(), null);
  }

  private static ItemId remembered(String name, RunCommand.Work work) {
    Memory memory = Memory.of(work.account().ledger().read().events());
    List<ItemId> owned =
        memory.ownedStacks().entrySet().stream()
            .filter(one -> one.getValue().name().equals(name))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (owned.size() == 1) {
      return owned.getFirst();
    }
    throw unclear(name, owned);
  }

  private static CliException unclear(String name, List<ItemId> owned) {
    return owned.isEmpty()
        ? AccountOptions.usage(
            "no stack is called " + name,
            "`berth sweep status` lists what is left of stacks that are gone.")
        : AccountOptions.usage(
            "several gone stacks were called " + name + ": " + owned,
            "Name the one that you mean by its StackId.");
  }
}
