package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagentcorecontrol.BedrockAgentCoreControlClient;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.GetAgentRuntimeEndpointResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ListAgentRuntimeEndpointsResponse;

/** Named endpoints of runtimes; the one called {@code DEFAULT} goes with its runtime. */
final class RuntimeEndpoints implements OneType {
  private static final String DEFAULT = "DEFAULT";
  private static final String BETWEEN = "/runtime-endpoint/";

  private final BedrockAgentCoreControlClient control;
  private final Calls calls;
  private final Detailed runtimes;
  private final AgentTags tags;

  RuntimeEndpoints(BedrockAgentCoreControlClient control, Calls calls, Detailed runtimes) {
    this.control = control;
    this.calls = calls;
    this.runtimes = runtimes;
    this.tags = new AgentTags(control, calls);
  }

  @Override
  public Listing list() {
    return Within.list(runtimes.stubs(), this::of).listing(Function.identity());
  }

  private Pages.Gathered<Item> of(Item runtime) {
    String id = runtime.id().id();
    Pages.Gathered<Detailed.Found> found =
        new Pages(calls)
            .all(
                AwsOperation.LIST_ENDPOINTS,
                token ->
                    page(
                        id,
                        control.listAgentRuntimeEndpoints(
                            r -> r.agentRuntimeId(id).maxResults(100).nextToken(token))));
    if (runtimeIsGone(found.failure())) {
      return new Pages.Gathered<>(List.of(), Optional.empty());
    }
    List<Item> items =
        found.elements().stream().map(one -> one.item().withTags(tags.of(one.arn()))).toList();
    return new Pages.Gathered<>(items, found.failure());
  }

  private static boolean runtimeIsGone(Optional<CloudFailure> failure) {
    return failure.filter(why -> why.kind() == FailureKind.NOT_FOUND).isPresent();
  }

  private static Page<Detailed.Found> page(
      String runtime, ListAgentRuntimeEndpointsResponse answer) {
    return Page.of(
        answer.hasRuntimeEndpoints(),
        answer.runtimeEndpoints().stream()
            .filter(one -> !DEFAULT.equals(one.name()))
            .map(
                one ->
                    found(
                        item(runtime, one.name(), one.statusAsString(), one.createdAt()),
                        one.agentRuntimeEndpointArn()))
            .toList(),
        answer.nextToken());
  }

  private static Detailed.Found found(Item item, @Nullable String arn) {
    return new Detailed.Found(item, Ec2Items.required(arn, "agentRuntimeEndpointArn"));
  }

  private static Item item(
      String runtime, @Nullable String name, @Nullable String status, @Nullable Instant at) {
    String known = Ec2Items.required(name, "an endpoint's name");
    Item item =
        Item.of(ItemType.RUNTIME_ENDPOINT, runtime + BETWEEN + known)
            .withName(known)
            .withStatus(Ec2Items.text(status))
            .withUses(Set.of(new ItemId(ItemType.RUNTIME, runtime)));
    return Ec2Items.dated(item, at);
  }

  @Override
  public Look look(ItemId id) {
    Within.Names names = Within.names(id, BETWEEN);
    Result<GetAgentRuntimeEndpointResponse> result =
        calls.make(
            AwsOperation.GET_ENDPOINT,
            () ->
                control.getAgentRuntimeEndpoint(
                    r -> r.agentRuntimeId(names.outer()).endpointName(names.inner())));
    return switch (result) {
      case Result.Bad<GetAgentRuntimeEndpointResponse> bad -> Outcome.notSeen(bad, AgentTypes.GONE);
      case Result.Good<GetAgentRuntimeEndpointResponse>(var one) ->
          one.agentRuntimeEndpointArn() == null || !names.inner().equals(one.name())
              ? Outcome.unknown(
                  FailureKind.MALFORMED, AwsOperation.GET_ENDPOINT, "an answer without " + id)
              : new Look.Present(
                  item(names.outer(), one.name(), one.statusAsString(), one.createdAt())
                      .withTags(tags.of(one.agentRuntimeEndpointArn())));
    };
  }

  @Override
  public Answer delete(ItemId id) {
    Within.Names names = Within.names(id, BETWEEN);
    if (names.inner().equals(DEFAULT)) {
      return Outcome.refused(
          FailureKind.INVALID, AwsOperation.DELETE_ENDPOINT, "DEFAULT goes with its runtime");
    }
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_ENDPOINT,
            () ->
                control.deleteAgentRuntimeEndpoint(
                    r ->
                        r.agentRuntimeId(names.outer())
                            .endpointName(names.inner())
                            .clientToken(calls.token()))),
        AgentTypes.GONE);
  }
}
