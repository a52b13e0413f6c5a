package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A pure function of inventory, memory, policy and time: the same for the same, whatever the order
 * of items. Nothing has been touched.
 *
 * @param refusals if there are any, the deletes are only shown
 * @param decisions one per item
 * @param gaps types that were not listed completely, with why
 * @param hash see {@link PlanHash}: of what would be done, not of what is waited for
 */
public record Plan(
    Scope scope,
    Instant at,
    List<Refusal> refusals,
    SortedMap<ItemId, Decision> decisions,
    SortedMap<ItemType, Completeness> gaps,
    String hash) {
  public Plan {
    refusals = List.copyOf(refusals);
    decisions = Collections.unmodifiableSortedMap(new TreeMap<>(decisions));
    gaps = Collections.unmodifiableSortedMap(new TreeMap<>(gaps));
  }

  /** The deletes in an order in which they can be tried: by wave, then by id. */
  public List<Decision.Delete> deletes() {
    return only(Decision.Delete.class)
        .sorted(
            Comparator.comparingInt(Decision.Delete::wave)
                .thenComparing(delete -> delete.item().id()))
        .toList();
  }

  public SortedSet<ItemId> deleteIds() {
    Collection<ItemId> ids = deletes().stream().map(delete -> delete.item().id()).toList();
    return Collections.unmodifiableSortedSet(new TreeSet<>(ids));
  }

  public List<Decision.Wait> waits() {
    return only(Decision.Wait.class).toList();
  }

  public List<Decision.Keep> keeps() {
    return only(Decision.Keep.class).toList();
  }

  public List<Decision.Unknown> unknowns() {
    return only(Decision.Unknown.class).toList();
  }

  private <D extends Decision> Stream<D> only(Class<D> kind) {
    return decisions.values().stream().filter(kind::isInstance).map(kind::cast);
  }

  /**
   * What it comes to if nothing is done: refused, else incomplete if a type was not listed
   * completely or something that may be ours is unknown, else stuck, else pending if anything is to
   * be deleted or waited for, else clean.
   */
  public ExitCode exitCode() {
    ExitCode code = ExitCode.CLEAN;
    if (!deletes().isEmpty() || !waits().isEmpty()) {
      code = ExitCode.PENDING;
    }
    if (waits().stream().anyMatch(Decision.Wait::stuck)) {
      code = code.or(ExitCode.STUCK);
    }
    if (!gaps.isEmpty() || !unknowns().isEmpty()) {
      code = code.or(ExitCode.INCOMPLETE);
    }
    return refusals.isEmpty() ? code : code.or(ExitCode.REFUSED);
  }
}
