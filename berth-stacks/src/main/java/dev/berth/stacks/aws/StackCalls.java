package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.cloud.StackPort;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.plan.StackArn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;

/** Stacks, always by StackId: a name may be another stack's by now. Thread-safe. */
final class StackCalls implements StackPort {
  private static final Pattern LOGICAL_ID = Pattern.compile("[A-Za-z0-9]{1,255}");
  private static final String ENDED = "DELETE_COMPLETE";
  private static final String FAILED = "DELETE_FAILED";

  private final CloudFormationClient cloudFormation;
  private final Calls calls;
  private final AwsSettings settings;

  StackCalls(CloudFormationClient cloudFormation, Calls calls, AwsSettings settings) {
    this.cloudFormation = cloudFormation;
    this.calls = calls;
    this.settings = settings;
  }

  @Override
  public Set<ItemType> types() {
    return settings.types().contains(ItemType.STACK) ? Set.of(ItemType.STACK) : Set.of();
  }

  @Override
  public Listing list(ItemType type) {
    if (type != ItemType.STACK) {
      throw new IllegalArgumentException("not a type of this port: " + type);
    }
    Pages.Gathered<Item> stacks =
        new Pages(calls)
            .all(
                AwsOperation.DESCRIBE_STACKS,
                token -> page(cloudFormation.describeStacks(r -> r.nextToken(token)), false));
    return new Pages.Gathered<>(
            stacks.elements().stream().filter(stack -> !stack.status().equals(ENDED)).toList(),
            stacks.failure())
        .listing(UnaryOperator.identity());
  }

  /** Termination protection is only told of a stack that was asked for alone. */
  private static Page<Item> page(DescribeStacksResponse answer, boolean alone) {
    return Page.of(
        answer.hasStacks(),
        answer.stacks().stream().map(stack -> StackItems.of(stack, alone)).toList(),
        answer.nextToken());
  }

  @Override
  public Look look(ItemId id) {
    if (StackArn.nameIn(id.id(), settings.scope()).isEmpty()) {
      return Outcome.unknown(
          FailureKind.INVALID,
          AwsOperation.DESCRIBE_STACKS,
          "not a StackId of " + settings.scope());
    }
    Look look = described(id);
    return look instanceof Look.Present(Item stack) ? withResources(stack) : look;
  }

  private Look described(ItemId id) {
    Result<List<Item>> result =
        calls.make(
            AwsOperation.DESCRIBE_STACKS,
            () -> page(cloudFormation.describeStacks(r -> r.stackName(id.id())), true).elements());
    return switch (result) {
      case Result.Bad<List<Item>> bad -> unseen(id, bad);
      case Result.Good<List<Item>>(List<Item> stacks) -> {
        Look look = Outcome.only(AwsOperation.DESCRIBE_STACKS, id, stacks);
        yield look instanceof Look.Present(Item stack) && stack.status().equals(ENDED)
            ? new Look.Absent(ENDED)
            : look;
      }
    };
  }

  /**
   * CloudFormation has no code for "not found". The same {@code ValidationError} is also the answer
   * to a misspelt name, so only the one sentence that names this very StackId counts, and nothing
   * that resembles it.
   */
  private static Look unseen(ItemId id, Result.Bad<List<Item>> bad) {
    String sentence = "ValidationError Stack with id " + id.id() + " does not exist";
    return bad.code().equals("ValidationError") && bad.failure().message().equals(sentence)
        ? new Look.Absent("CloudFormation does not know this StackId")
        : new Look.Unknown(bad.failure());
  }

  private Look withResources(Item stack) {
    Pages.Gathered<StackResource> resources =
        new Pages(calls)
            .all(
                AwsOperation.LIST_STACK_RESOURCES,
                token ->
                    page(
                        cloudFormation.listStackResources(
                            r -> r.stackName(stack.id().id()).nextToken(token))));
    Completeness listed =
        resources
            .failure()
            .<Completeness>map(failure -> new Completeness.Partial(failure.toString()))
            .orElseGet(Completeness.Complete::new);
    return new Look.Present(
        stack.detail() instanceof Detail.Stack(_, _, Flag protection, var parent, var root)
            ? stack.withDetail(
                new Detail.Stack(resources.elements(), listed, protection, parent, root))
            : stack);
  }

  private static Page<StackResource> page(ListStackResourcesResponse answer) {
    return Page.of(
        answer.hasStackResourceSummaries(),
        answer.stackResourceSummaries().stream().map(StackItems::of).toList(),
        answer.nextToken());
  }

  @Override
  public Answer delete(ItemId id) {
    return delete(id, _ -> {});
  }

  @Override
  public Answer deleteRetaining(ItemId stack, Set<String> retainedLogicalIds) {
    if (retainedLogicalIds.isEmpty()
        || !retainedLogicalIds.stream().allMatch(id -> LOGICAL_ID.matcher(id).matches())) {
      return Outcome.refused(
          FailureKind.INVALID, AwsOperation.DELETE_STACK, "not logical ids: " + retainedLogicalIds);
    }
    return switch (look(stack)) {
      case Look.Absent(String evidence) -> new Answer.Already(evidence);
      case Look.Unknown(CloudFailure failure) -> new Answer.Refused(failure);
      case Look.Present(Item item) ->
          failed(item).containsAll(retainedLogicalIds)
              ? delete(stack, request -> request.retainResources(retainedLogicalIds))
              : Outcome.refused(
                  FailureKind.INVALID,
                  AwsOperation.DELETE_STACK,
                  "only resources whose deletion failed can be retained, of a stack whose deletion"
                      + " failed");
    };
  }

  /** The resources that may be retained; none unless the stack's deletion failed. */
  private static Set<String> failed(Item stack) {
    Set<String> failed = new HashSet<>();
    if (stack.status().equals(FAILED) && stack.detail() instanceof Detail.Stack detail) {
      for (StackResource resource : detail.resources()) {
        if (resource.status().equals(FAILED)) {
          failed.add(resource.logicalId());
        }
      }
    }
    return failed;
  }

  private Answer delete(ItemId id, Consumer<DeleteStackRequest.Builder> more) {
    if (StackArn.nameIn(id.id(), settings.scope()).isEmpty()) {
      return Outcome.refused(
          FailureKind.INVALID, AwsOperation.DELETE_STACK, "not a StackId of " + settings.scope());
    }
    String token = calls.token();
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_STACK,
            () ->
                cloudFormation.deleteStack(
                    request -> {
                      request.stackName(id.id()).clientRequestToken(token);
                      more.accept(request);
                    })),
        Set.of());
  }
}
