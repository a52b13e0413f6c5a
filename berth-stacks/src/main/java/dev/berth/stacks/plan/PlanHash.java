package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * What an operator approves: 16 hex digits over the scope and every delete with its id, its
 * creation date, its action and its proofs. Neither the time nor the estimates are part of it, so
 * that a plan that was read a minute ago is still the same plan.
 */
public final class PlanHash {
  private PlanHash() {}

  public static String of(Scope scope, Collection<Decision.Delete> deletes) {
    StringBuilder text = new StringBuilder("berth-plan-1\n").append(scope).append('\n');
    deletes.stream()
        .sorted(Comparator.comparing(delete -> delete.item().id()))
        .forEach(delete -> append(text, delete));
    return HexFormat.of().formatHex(sha256(text.toString()), 0, 8);
  }

  private static void append(StringBuilder text, Decision.Delete delete) {
    text.append(delete.item().id())
        .append('\t')
        .append(delete.item().createdAt().map(Object::toString).orElse("-"))
        .append('\t')
        .append(words(delete.action()))
        .append('\t');
    delete.proofs().stream().map(Proof::toString).sorted().forEach(p -> text.append(p).append(';'));
    text.append('\n');
  }

  private static String words(Action action) {
    return switch (action) {
      case Action.Remove _ -> "remove";
      case Action.RevokeAndRemove(var revocations) ->
          "revoke "
              + revocations.stream()
                  .map(revocation -> revocation.group().id() + "/" + revocation.rule().ruleId())
                  .sorted()
                  .toList();
      case Action.RemoveRetaining(var logicalIds, _, _) ->
          "retain " + logicalIds.stream().sorted().toList();
    };
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
