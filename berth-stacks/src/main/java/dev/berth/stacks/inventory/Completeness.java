package dev.berth.stacks.inventory;

/** Whether a listing saw everything. Only a complete one can say that something is absent. */
public sealed interface Completeness {
  /** Every page arrived and was understood. */
  record Complete() implements Completeness {}

  /** Some pages are missing, or the API has no list: absence from the list says nothing. */
  record Partial(String reason) implements Completeness {}

  /** Nothing could be listed. */
  record Failed(String reason) implements Completeness {}

  /** Nobody asked. */
  record NotAsked() implements Completeness {}

  default boolean complete() {
    return this instanceof Complete;
  }

  /** Why it is not complete; empty text if it is. */
  default String reason() {
    return switch (this) {
      case Complete _ -> "";
      case Partial(String reason) -> reason;
      case Failed(String reason) -> reason;
      case NotAsked _ -> "not asked";
    };
  }
}
