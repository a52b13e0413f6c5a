package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Item;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One id of the estate: what stands under it, whose it is, and what was there a minute ago. */
final class Thing {
  private record Version(Instant from, @Nullable Item item) {}

  private final Deque<Version> versions = new ArrayDeque<>();
  private Tenant tenant;
  private Instant since;
  private Instant statusSince;
  private Instant protectedFrom = Instant.MAX;

  Thing(Item item, Tenant tenant, Instant since) {
    this.tenant = tenant;
    this.since = since;
    this.statusSince = since;
    versions.add(new Version(since, item));
  }

  Optional<Item> now() {
    return Optional.ofNullable(versions.getLast().item());
  }

  /** What a view of that instant shows. */
  Optional<Item> at(Instant instant) {
    for (Iterator<Version> from = versions.descendingIterator(); from.hasNext(); ) {
      Version version = from.next();
      if (!version.from().isAfter(instant)) {
        return Optional.ofNullable(version.item());
      }
    }
    return Optional.empty();
  }

  /** Another thing under the same id. */
  void replace(Item item, Tenant newTenant, Instant instant, Instant forget) {
    tenant = newTenant;
    since = instant;
    statusSince = instant;
    protectedFrom = Instant.MAX;
    push(item, instant, forget);
  }

  void change(Item item, Instant instant, Instant forget) {
    if (!now().map(Item::status).orElse("").equals(item.status())) {
      statusSince = instant;
    }
    push(item, instant, forget);
  }

  void remove(Instant instant, Instant forget) {
    push(null, instant, forget);
  }

  private void push(@Nullable Item item, Instant instant, Instant forget) {
    versions.add(new Version(instant, item));
    while (versions.size() > 1) {
      Iterator<Version> first = versions.iterator();
      first.next();
      if (first.next().from().isAfter(forget)) {
        return;
      }
      versions.removeFirst();
    }
  }

  /** Whether nothing stands here and no view can show that something did. */
  boolean forgotten(Instant forget) {
    Version last = versions.getLast();
    return last.item() == null && !last.from().isAfter(forget);
  }

  Tenant tenant() {
    return tenant;
  }

  /** Since when this thing, not a namesake, stands. */
  Instant since() {
    return since;
  }

  Instant statusSince() {
    return statusSince;
  }

  /** Somebody wants this one kept; what it uses is kept with it. */
  void protect(Instant from) {
    protectedFrom = from;
  }

  boolean protectedSince(Instant then) {
    return !protectedFrom.isAfter(then);
  }
}
