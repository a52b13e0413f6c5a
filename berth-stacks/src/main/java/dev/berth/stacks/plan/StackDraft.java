package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is to happen with a stack, as far as the stack itself says. */
final class StackDraft {
  private final Facts facts;

  StackDraft(Facts facts) {
    this.facts = facts;
  }

  Decision of(Item stack) {
    List<Proof> proofs = facts.ownership.proofsOfStanding(stack);
    if (!Proof.suffice(proofs)) {
      return notOurs(stack, proofs);
    }
    return notSelected(stack)
        .or(() -> facts.protections.of(stack))
        .or(() -> unread(stack))
        .or(() -> Needs.missing(stack, facts))
        .or(() -> busy(stack))
        .orElseGet(() -> Facts.delete(stack, proofs));
  }

  private Decision notOurs(Item stack, List<Proof> proofs) {
    if (!proofs.isEmpty() && !stack.tags().readable()) {
      return new Decision.Unknown(
          stack, UnknownReason.TAGS_UNREADABLE, "whether it carries the ownership tag");
    }
    return proofs.isEmpty()
        ? new Decision.Keep(stack, KeepReason.NOT_OURS, "neither its name nor its tags say so")
        : new Decision.Keep(stack, KeepReason.PROOF_MISSING, "only " + proofs);
  }

  private Optional<Decision> notSelected(Item stack) {
    boolean failed = StackStatus.of(stack.status()) == StackStatus.DELETE_FAILED;
    return switch (facts.policy.selection()) {
      case Selection.Destroy(ItemId chosen, _) ->
          chosen.equals(stack.id())
              ? Optional.empty()
              : keep(stack, KeepReason.NOT_OURS, "not the chosen stack");
      case Selection.Sweep() ->
          facts.policy.stacks().throwsAway(stack.name())
              ? tooYoung(stack, failed)
              : failed
                  ? Optional.empty()
                  : keep(stack, KeepReason.LONG_LIVED, "ours, and not thrown away by age");
    };
  }

  private Optional<Decision> tooYoung(Item stack, boolean failed) {
    if (failed) {
      return Optional.empty();
    }
    if (stack.createdAt().isEmpty()) {
      return Optional.of(
          new Decision.Unknown(stack, UnknownReason.DATE_MISSING, "its age is not known"));
    }
    Instant due = stack.createdAt().get().plus(facts.policy.stacks().minimumAge());
    return facts.now.isBefore(due)
        ? keep(stack, KeepReason.TOO_YOUNG, "not before " + due)
        : Optional.empty();
  }

  private Optional<Decision> unread(Item stack) {
    if (!(stack.detail() instanceof Detail.Stack detail)) {
      return Optional.of(
          new Decision.Unknown(stack, UnknownReason.RESOURCES_UNREAD, "not read as a stack"));
    }
    return detail.resourcesListed().complete()
        ? Optional.empty()
        : Optional.of(
            new Decision.Unknown(
                stack, UnknownReason.RESOURCES_UNREAD, detail.resourcesListed().reason()));
  }

  private Optional<Decision> busy(Item stack) {
    return switch (StackStatus.of(stack.status())) {
      case RESTING, DELETE_FAILED -> Optional.empty();
      case DELETING -> Optional.of(facts.wait(stack, WaitReason.DELETING));
      case BUSY -> Optional.of(facts.wait(stack, WaitReason.IN_PROGRESS));
      case IN_REVIEW -> keep(stack, KeepReason.STATUS, "a change set is in review");
      case UNKNOWN ->
          Optional.of(
              new Decision.Unknown(
                  stack, UnknownReason.STATUS_UNKNOWN, "status '" + stack.status() + "'"));
    };
  }

  private static Optional<Decision> keep(Item item, KeepReason reason, String text) {
    return Optional.of(new Decision.Keep(item, reason, text));
  }
}
