package dev.berth.stacks.run;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.plan.Action;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.Ownership;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.plan.Planner;
import dev.berth.stacks.plan.SweepPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Touches one thing: reads it again, decides again with what was read, writes down what it is about
 * to do, and only then calls. Thread-safe.
 */
final class Touch {
  /** What was read longer ago than this is read again before anything is done about it. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final Cloud cloud;
  private final Reader reader;
  private final Journal journal;
  private final Progress progress;
  private final Deadline deadline;
  private final String run;
  private final Homes homes;

  Touch(
      Cloud cloud,
      Reader reader,
      Journal journal,
      Progress progress,
      Deadline deadline,
      String run) {
    this.cloud = cloud;
    this.reader = reader;
    this.journal = journal;
    this.progress = progress;
    this.deadline = deadline;
    this.run = run;
    this.homes = new Homes(reader, progress, deadline);
  }

  /**
   * What a pass knows.
   *
   * @param memory before this inventory
   */
  record Picture(Inventory inventory, Memory memory, SweepPolicy policy, Ownership ownership) {
    static Picture of(Sweeper.Sight sight, SweepPolicy policy) {
      return new Picture(
          sight.inventory(),
          sight.memory(),
          policy,
          new Ownership(sight.inventory(), sight.seen(), policy));
    }
  }

  /** Whether the cloud asked to slow down. */
  enum Pace {
    STEADY,
    SLOWER
  }

  /** Tries to delete what the plan says, if all that must go before it is seen gone. */
  Pace delete(Decision.Delete planned, Picture picture) {
    ItemId id = planned.item().id();
    if (deadline.over() || journal.lost() || !progress.open(id)) {
      return Pace.STEADY;
    }
    if (!planned.after().stream().allMatch(this::seenGone)) {
      return Pace.STEADY;
    }
    Picture now = id.type() == ItemType.NETWORK_INTERFACE ? withAgentsOfNow(picture) : picture;
    Instant lookedAt = deadline.now();
    if (id.type() == ItemType.RUNTIME_SESSION) {
      return present(planned, planned.item(), now, lookedAt);
    }
    return switch (reader.look(id)) {
      case Look.Absent(String evidence) -> {
        gone(id, evidence);
        yield Pace.STEADY;
      }
      case Look.Unknown(CloudFailure failure) -> open(id, failure);
      case Look.Present(Item item) -> present(planned, item, now, lookedAt);
    };
  }

  private boolean seenGone(ItemId id) {
    if (progress.gone(id)) {
      return true;
    }
    if (id.type() != ItemType.NETWORK_INTERFACE) {
      return false;
    }
    if (reader.look(id) instanceof Look.Absent(String evidence)) {
      gone(id, evidence);
      return true;
    }
    return false;
  }

  private void gone(ItemId id, String evidence) {
    progress.note(deadline.now(), id, Step.Outcome.GONE, evidence);
    journal.write(List.of(new LedgerEvent.Gone(deadline.now(), id, evidence)));
  }

  private Pace present(Decision.Delete planned, Item item, Picture picture, Instant lookedAt) {
    ItemId id = item.id();
    if (!planned.item().sameThingAs(item)) {
      progress.note(
          deadline.now(), id, Step.Outcome.CHANGED, "another thing has its name: not touched");
      return Pace.STEADY;
    }
    if (deadline.over()) {
      return Pace.STEADY; // the look took what was left of the time
    }
    Homes.Again again = homes.again(planned, picture);
    if (again.failure().isPresent()) {
      return open(id, again.failure().get());
    }
    Optional<Decision.Delete> fresh = decideAgain(planned, item, again, picture);
    if (fresh.isEmpty() || !homes.known(fresh.get(), picture, again) || deadline.over()) {
      return Pace.STEADY;
    }
    if (deadline.now().isAfter(lookedAt.plus(FRESH))) {
      progress.note(
          deadline.now(), id, Step.Outcome.RETRIED, "reading took long; it is looked at again");
      return Pace.STEADY;
    }
    if (!progress.mayCall(id, picture.policy().limits().maxDeletes())) {
      progress.note(deadline.now(), id, Step.Outcome.HELD, "the cap of this run is reached");
      return Pace.STEADY;
    }
    return act(fresh.get());
  }

  /**
   * The same planner over the same picture, with this one thing and its stack as they are now. What
   * was planned holds if nothing about them is another: of all conditions, time alone fulfils some
   * and breaks none. The owners of an interface were listed anew, so it is always decided again.
   */
  private Optional<Decision.Delete> decideAgain(
      Decision.Delete planned, Item item, Homes.Again again, Picture picture) {
    boolean same = item.equals(planned.item()) && again.unchanged(picture.inventory());
    if (same && item.type() != ItemType.NETWORK_INTERFACE) {
      return Optional.of(planned);
    }
    Map<ItemId, Item> items = again.in(picture.inventory());
    items.put(item.id(), item);
    Inventory now =
        Inventory.of(
            picture.inventory().scope(),
            picture.inventory().takenAt(),
            items.values(),
            picture.inventory().completeness());
    Plan plan = Planner.plan(now, picture.memory(), picture.policy(), deadline.now());
    Decision decision = plan.decisions().get(item.id());
    if (decision instanceof Decision.Delete delete && kind(delete).equals(kind(planned))) {
      return Optional.of(delete);
    }
    progress.note(
        deadline.now(), item.id(), Step.Outcome.CHANGED, "read again, it is to stay: " + decision);
    return Optional.empty();
  }

  private static String kind(Decision.Delete delete) {
    return delete.action() instanceof Action.RemoveRetaining ? "retain" : "remove";
  }

  /** An interface has no owner only if none stands at this moment. */
  private Picture withAgentsOfNow(Picture picture) {
    Inventory inventory = picture.inventory();
    Map<ItemId, Item> items = new TreeMap<>(inventory.items());
    Inventory now = inventory;
    for (ItemType type : ItemType.values()) {
      Optional<CloudPort> port = cloud.portOf(type);
      if (type.ownsInterfaces() && port.isPresent()) {
        var listing = reader.list(port.get(), type);
        items.values().removeIf(item -> item.type() == type);
        listing.items().forEach(item -> items.put(item.id(), item));
        now = now.withCompleteness(type, listing.completeness());
      }
    }
    return new Picture(
        Inventory.of(now.scope(), now.takenAt(), items.values(), now.completeness()),
        picture.memory(),
        picture.policy(),
        picture.ownership());
  }

  private Pace act(Decision.Delete delete) {
    ItemId id = delete.item().id();
    return switch (delete.action()) {
      case Action.Remove _ -> remove(id);
      case Action.RevokeAndRemove(List<Action.Revocation> revocations) -> {
        for (Action.Revocation revocation : revocations) {
          if (progress.gone(revocation.group())) {
            continue; // its rules went with it
          }
          Called revoked = revoke(id, revocation);
          if (!revoked.done()) {
            yield revoked.pace(); // the rule may still be there, and then the group is needed
          }
        }
        yield remove(id);
      }
      case Action.RemoveRetaining(
              Set<String> logicalIds,
              Set<ItemId> tagged,
              Map<String, String> tags) -> {
        Map<String, String> all = new TreeMap<>(tags);
        all.put("cleanup:run", run);
        for (ItemId each : tagged.stream().sorted().toList()) {
          if (cloud.tagging().types().contains(each.type())) {
            call(id, each, "tag", () -> cloud.tagging().tag(each, all));
          }
        }
        yield call(
                id, id, "retain", () -> cloud.stacks().deleteRetaining(id, Set.copyOf(logicalIds)))
            .pace();
      }
    };
  }

  /** Revokes a rule; "not found" may mean the rule, its group or neither, so that is looked at. */
  private Called revoke(ItemId id, Action.Revocation revocation) {
    ItemId group = revocation.group();
    Called revoked =
        call(id, group, "revoke", () -> cloud.network().revoke(group, revocation.rule()));
    if (!revoked.notFound()) {
      return revoked;
    }
    boolean standing =
        switch (reader.look(group)) {
          case Look.Absent _ -> false;
          case Look.Unknown _ -> true;
          case Look.Present(Item item) ->
              !(item.detail() instanceof Detail.SecurityGroup(_, List<GroupRule> rules))
                  || rules.contains(revocation.rule());
        };
    if (standing) {
      progress.note(
          deadline.now(), id, Step.Outcome.HELD, "a rule of " + group + " could not be revoked");
    }
    return new Called(!standing, false, Pace.STEADY);
  }

  private Pace remove(ItemId id) {
    return call(id, id, "delete", () -> port(id).delete(id)).pace();
  }

  private CloudPort port(ItemId id) {
    return cloud
        .portOf(id.type())
        .orElseThrow(() -> new IllegalStateException("no port for " + id.type()));
  }

  /**
   * What came of a call: whether it is as it was asked to be, and the pace from now on.
   *
   * @param notFound whether something on the way to the main call was not found
   */
  private record Called(boolean done, boolean notFound, Pace pace) {
    static final Called NOT = new Called(false, false, Pace.STEADY);
    static final Called DONE = new Called(true, false, Pace.STEADY);
  }

  /**
   * One mutating call, between two entries of the ledger.
   *
   * @param whole the thing whose going this call is for
   * @param target what the call changes
   */
  private Called call(ItemId whole, ItemId target, String action, Supplier<Answer> call) {
    boolean main = action.equals("delete") || action.equals("retain");
    if (!journal.write(List.of(new LedgerEvent.Intended(deadline.now(), run, target, action)))) {
      return Called.NOT;
    }
    Answer answer = call.get();
    journal.write(
        List.of(new LedgerEvent.Answered(deadline.now(), run, target, action, words(answer))));
    return switch (answer) {
      case Answer.Accepted _ -> {
        progress.note(
            deadline.now(),
            target,
            main ? Step.Outcome.ACCEPTED : Step.Outcome.PREPARED,
            action + " accepted");
        yield Called.DONE;
      }
      case Answer.Already(String evidence) -> {
        if (main) {
          gone(target, evidence);
        }
        yield Called.DONE;
      }
      case Answer.Refused(CloudFailure failure)
          when !main && failure.kind() == FailureKind.NOT_FOUND ->
          new Called(false, true, Pace.STEADY);
      case Answer.Refused(CloudFailure failure) ->
          new Called(false, false, open(main ? target : whole, failure));
    };
  }

  private static String words(Answer answer) {
    return switch (answer) {
      case Answer.Accepted _ -> "accepted";
      case Answer.Already(String evidence) -> evidence;
      case Answer.Refused(CloudFailure failure) -> failure.toString();
    };
  }

  /** What a failure means for the rest of this run. */
  private Pace open(ItemId id, CloudFailure failure) {
    String text = failure.toString();
    Step.Outcome outcome =
        switch (failure.kind()) {
          case DEPENDENCY_VIOLATION, IN_USE, CONFLICT -> Step.Outcome.HELD;
          case DENIED, NOT_PERMITTED, INVALID -> Step.Outcome.FAILED;
          case THROTTLED -> Step.Outcome.RETRIED;
          case NOT_FOUND, UNAVAILABLE, EFFECT_UNKNOWN, MALFORMED ->
              progress.tired(id) ? Step.Outcome.FAILED : Step.Outcome.RETRIED;
        };
    progress.note(deadline.now(), id, outcome, text);
    return switch (failure.kind()) {
      case THROTTLED, UNAVAILABLE -> Pace.SLOWER;
      case DENIED, NOT_FOUND, DEPENDENCY_VIOLATION, IN_USE, NOT_PERMITTED -> Pace.STEADY;
      case CONFLICT, INVALID, EFFECT_UNKNOWN, MALFORMED -> Pace.STEADY;
    };
  }

  /** Looks at everything that was asked to go. */
  void follow() {
    for (ItemId id : progress.asked().keySet().stream().sorted().toList()) {
      if (deadline.over() || journal.lost()) {
        return;
      }
      switch (reader.look(id)) {
        case Look.Absent(String evidence) -> gone(id, evidence);
        case Look.Present(Item item) -> Follow.failed(item, progress, deadline);
        case Look.Unknown(CloudFailure failure) ->
            progress.note(deadline.now(), id, Step.Outcome.RETRIED, failure.toString());
      }
    }
  }
}
