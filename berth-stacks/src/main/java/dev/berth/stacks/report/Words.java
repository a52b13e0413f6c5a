package dev.berth.stacks.report;

import dev.berth.stacks.inventory.Cost;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.plan.Action;
import dev.berth.stacks.plan.Proof;
import java.time.Duration;
import java.util.Locale;

/** Small texts that both reports use. */
final class Words {
  private Words() {}

  /** {@code KEEP_TAG} as {@code keep-tag}. */
  static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What an item costs while it is left: only interface endpoints are billed, gateway ones not. */
  static Cost cost(Item item) {
    return item.detail() instanceof Detail.VpcEndpoint(String kind)
            && !kind.equalsIgnoreCase("Interface")
        ? Cost.FREE
        : item.type().cost();
  }

  static String action(Action action) {
    return switch (action) {
      case Action.Remove _ -> "delete";
      case Action.RevokeAndRemove(var revocations) ->
          "revoke " + revocations.size() + " rules, delete";
      case Action.RemoveRetaining(var logicalIds, _, _) ->
          "delete, retaining " + String.join(", ", logicalIds.stream().sorted().toList());
    };
  }

  static String proof(Proof proof) {
    return switch (proof) {
      case Proof.StackTag(ItemId stack, String key, String value) ->
          "its stack has the tag %s=%s: %s".formatted(key, value, stack.id());
      case Proof.StackResourceOf(ItemId stack, String logicalId) ->
          "CloudFormation lists it as %s of %s".formatted(logicalId, stack.id());
      case Proof.ReservedTag(ItemId stack) ->
          "CloudFormation's own tag names %s".formatted(stack.id());
      case Proof.Remembered(ItemId stack) ->
          "the ledger saw it in %s, which was yours".formatted(stack.id());
      case Proof.Inside(ItemId owned) -> "it is inside %s".formatted(owned);
      case Proof.NamePattern(String pattern, String name) ->
          "the name %s matches %s".formatted(name, pattern);
      case Proof.NamedByOperator(ItemId stack) -> "you named %s".formatted(stack.id());
      case Proof.OwnTag(String key, String value) -> "it has the tag %s=%s".formatted(key, value);
      case Proof.Family(String family) -> "it is an interface of %s".formatted(family);
    };
  }

  /** {@code 7 h 30 min}; negative durations as {@code now}. */
  static String duration(Duration duration) {
    if (!duration.isPositive()) {
      return "now";
    }
    long minutes = Math.max(1, duration.toMinutes());
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  /**
   * Foreign text for a terminal: printable characters of any language, everything else as a
   * question mark.
   */
  static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().map(point -> printable(point) ? point : '?').forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static boolean printable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> false;
      case Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }
}
