package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.inventory.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows pages to the end. Stateless but for its calls; thread-safe. */
final class Pages {
  private final Calls calls;

  Pages(Calls calls) {
    this.calls = calls;
  }

  /**
   * What arrived.
   *
   * @param failure why it is not everything
   */
  record Gathered<E>(List<E> elements, Optional<CloudFailure> failure) {
    Listing listing(Function<E, Item> item) {
      List<Item> items = elements.stream().map(item).toList();
      return failure
          .map(why -> Listing.broken(items, why))
          .orElseGet(() -> Listing.complete(items));
    }
  }

  /**
   * Every page.
   *
   * @param page asks for the page with this token, null for the first one, and turns it into
   *     values: what it throws makes the listing incomplete
   */
  <E> Gathered<E> all(AwsOperation operation, Function<@Nullable String, Page<E>> page) {
    List<E> elements = new ArrayList<>();
    Set<String> tokens = new HashSet<>();
    long end = calls.listingEnds();
    @Nullable String token = null;
    while (true) {
      @Nullable String asked = token;
      switch (calls.make(operation, () -> page.apply(asked))) {
        case Result.Bad<Page<E>>(CloudFailure failure, _) -> {
          return new Gathered<>(elements, Optional.of(failure));
        }
        case Result.Good<Page<E>>(Page<E>(List<E> more, Optional<String> next)) -> {
          elements.addAll(more);
          if (next.isEmpty()) {
            return new Gathered<>(elements, Optional.empty());
          }
          if (!tokens.add(next.get())) {
            return broken(elements, operation, "a page token came twice");
          }
          if (calls.over(end)) {
            return outOfTime(elements, operation);
          }
          token = next.get();
        }
      }
    }
  }

  <E> Gathered<E> outOfTime(List<E> elements, AwsOperation operation) {
    return new Gathered<>(
        elements,
        Optional.of(
            new CloudFailure(
                FailureKind.INVALID,
                operation.api(),
                "not at the end after " + calls.listingLimit())));
  }

  private static <E> Gathered<E> broken(List<E> elements, AwsOperation operation, String message) {
    return new Gathered<>(
        elements, Optional.of(new CloudFailure(FailureKind.MALFORMED, operation.api(), message)));
  }
}
