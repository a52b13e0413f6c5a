package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import java.util.List;
import java.util.Set;

/** Turns results into what the ports answer. */
final class Outcome {
  private Outcome() {}

  /**
   * The answer to a deletion.
   *
   * @param gone the error codes that say with authority that there is no such thing
   */
  static <T> Answer answer(Result<T> result, Set<String> gone) {
    return switch (result) {
      case Result.Good<T> _ -> new Answer.Accepted();
      case Result.Bad<T>(CloudFailure failure, String code) ->
          gone.contains(code)
              ? new Answer.Already(failure.operation() + ": " + code)
              : new Answer.Refused(failure);
    };
  }

  /** What looking said that got no item: absent for those codes, else unknown. */
  static <T> Look notSeen(Result.Bad<T> bad, Set<String> gone) {
    return gone.contains(bad.code())
        ? new Look.Absent(bad.failure().operation() + ": " + bad.code())
        : new Look.Unknown(bad.failure());
  }

  /** The one item of this id among those that were answered; unknown if it is not among them. */
  static Look only(AwsOperation operation, ItemId id, List<Item> items) {
    return items.stream()
        .filter(item -> item.id().equals(id))
        .findFirst()
        .<Look>map(Look.Present::new)
        .orElseGet(
            () ->
                new Look.Unknown(
                    new CloudFailure(
                        FailureKind.MALFORMED, operation.api(), "an answer without " + id)));
  }

  static Answer.Refused refused(FailureKind kind, AwsOperation operation, String why) {
    return new Answer.Refused(new CloudFailure(kind, operation.api(), why));
  }

  static Look.Unknown unknown(FailureKind kind, AwsOperation operation, String why) {
    return new Look.Unknown(new CloudFailure(kind, operation.api(), why));
  }
}
