package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.ItemId;
import java.util.List;

/**
 * Why a thing is taken for ours. Two are needed, one of each kind: a {@link Kind#ROOT}, which
 * nobody but the cloud or our own ledger can write, and a {@link Kind#MARK}, which says that it is
 * meant. Tags alone are never enough.
 */
public sealed interface Proof {
  /** What a proof is worth. */
  enum Kind {
    ROOT,
    MARK
  }

  /** CloudFormation reports the ownership tag among the own tags of this StackId. */
  record StackTag(ItemId stack, String key, String value) implements Proof {}

  /** CloudFormation lists it as a resource of a stack that is proven ours. */
  record StackResourceOf(ItemId stack, String logicalId) implements Proof {}

  /** The reserved tag {@code aws:cloudformation:stack-id} names a stack that is proven ours. */
  record ReservedTag(ItemId stack) implements Proof {}

  /** Our ledger recorded, while the stack stood, that it belonged to a stack proven ours. */
  record Remembered(ItemId stack) implements Proof {}

  /**
   * It lives inside something that is proven ours: a session in a runtime, an interface in a VPC.
   */
  record Inside(ItemId owned) implements Proof {}

  /** The name of its stack matches an anchored pattern. */
  record NamePattern(String pattern, String name) implements Proof {}

  /** An operator named its stack, and approved the plan by its hash. */
  record NamedByOperator(ItemId stack) implements Proof {}

  /** The thing itself carries the ownership tag, exactly. */
  record OwnTag(String key, String value) implements Proof {}

  /** It is recognised as a service family's interface. */
  record Family(String family) implements Proof {}

  default Kind kind() {
    return switch (this) {
      case StackTag _, StackResourceOf _, ReservedTag _, Remembered _, Inside _ -> Kind.ROOT;
      case NamePattern _, NamedByOperator _, OwnTag _, Family _ -> Kind.MARK;
    };
  }

  /** Whether these are enough to delete. */
  static boolean suffice(List<Proof> proofs) {
    return proofs.stream().anyMatch(proof -> proof.kind() == Kind.ROOT)
        && proofs.stream().anyMatch(proof -> proof.kind() == Kind.MARK);
  }
}
