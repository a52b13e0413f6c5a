package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.Tags;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What keeps an item by itself, whoever owns it and whatever uses it. */
final class Protections {
  private static final List<String> NOT_KEPT = List.of("false", "no");

  private final Protection protection;
  private final Instant now;

  Protections(Protection protection, Instant now) {
    this.protection = protection;
    this.now = now;
  }

  /** Why it stays; none if nothing protects it. */
  Optional<Decision> of(Item item) {
    return byId(item).or(() -> byTags(item)).or(() -> byDetail(item));
  }

  private Optional<Decision> byId(Item item) {
    if (protection.ids().contains(item.id().id())) {
      return keep(item, KeepReason.ALLOWLISTED, "its id is in the allowlist");
    }
    return protection.names().stream()
        .filter(pattern -> pattern.matcher(item.name()).find())
        .findFirst()
        .flatMap(
            pattern -> keep(item, KeepReason.ALLOWLISTED, "its name matches " + pattern.pattern()));
  }

  private Optional<Decision> byTags(Item item) {
    if (item.tags() instanceof Tags.Unreadable(String reason)) {
      return unknown(item, UnknownReason.TAGS_UNREADABLE, reason);
    }
    for (String key : protection.keepTags()) {
      Optional<String> value = item.tags().valueOfAnyCase(key);
      if (value.isPresent()
          && NOT_KEPT.stream().noneMatch(no -> no.equalsIgnoreCase(value.get().strip()))) {
        return keep(item, KeepReason.KEEP_TAG, key + "=" + value.get());
      }
    }
    for (String key : protection.keepUntilTags()) {
      Optional<String> value = item.tags().valueOfAnyCase(key);
      if (value.isPresent() && !past(value.get())) {
        return keep(item, KeepReason.KEEP_UNTIL, key + "=" + value.get());
      }
    }
    return Optional.empty();
  }

  /** Whether the text is an instant or the whole day before now. What cannot be read is not. */
  private boolean past(String text) {
    try {
      String value = text.strip();
      Instant until =
          value.length() == 10
              ? LocalDate.parse(value).plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(value).toInstant();
      return !now.isBefore(until);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private Optional<Decision> byDetail(Item item) {
    return switch (item.detail()) {
      case Detail.NetworkPart(Flag isDefault) -> byDefault(item, isDefault);
      case Detail.SecurityGroup(Flag isDefault, _) -> byDefault(item, isDefault);
      case Detail.Stack stack -> byStack(item, stack);
      case Detail.Plain _, Detail.NetworkInterface _, Detail.Agent _ -> Optional.empty();
      case Detail.Session _, Detail.VpcEndpoint _ -> Optional.empty();
    };
  }

  private Optional<Decision> byDefault(Item item, Flag isDefault) {
    return switch (isDefault) {
      case YES -> keep(item, KeepReason.DEFAULT_NETWORK, "a default of its VPC or account");
      case UNKNOWN ->
          unknown(item, UnknownReason.PROTECTION_UNREAD, "whether it is a default was not read");
      case NO -> Optional.empty();
    };
  }

  private Optional<Decision> byStack(Item item, Detail.Stack stack) {
    if (stack.nested()) {
      return keep(item, KeepReason.NESTED_STACK, "goes with its root and never alone");
    }
    return switch (stack.terminationProtection()) {
      case YES -> keep(item, KeepReason.TERMINATION_PROTECTION, "termination protection is on");
      case UNKNOWN ->
          unknown(item, UnknownReason.PROTECTION_UNREAD, "termination protection was not read");
      case NO -> Optional.empty();
    };
  }

  private static Optional<Decision> keep(Item item, KeepReason reason, String text) {
    return Optional.of(new Decision.Keep(item, reason, text));
  }

  private static Optional<Decision> unknown(Item item, UnknownReason reason, String text) {
    return Optional.of(new Decision.Unknown(item, reason, text));
  }
}
