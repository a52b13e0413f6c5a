package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.KnownSessions;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.bedrockagentcore.BedrockAgentCoreClient;

/** Sessions of runtimes, which no API lists: those that somebody remembers. */
final class RuntimeSessions implements OneType {
  static final String BETWEEN = "/session/";

  private final BedrockAgentCoreClient data;
  private final Calls calls;
  private final AwsSettings settings;
  private final KnownSessions known;
  private final Detailed runtimes;

  RuntimeSessions(
      BedrockAgentCoreClient data,
      Calls calls,
      AwsSettings settings,
      KnownSessions known,
      Detailed runtimes) {
    this.data = data;
    this.calls = calls;
    this.settings = settings;
    this.known = known;
    this.runtimes = runtimes;
  }

  @Override
  public Listing list() {
    Pages.Gathered<Item> homes = runtimes.stubs();
    List<Item> sessions = new ArrayList<>();
    for (Item runtime : homes.elements()) {
      known.of(runtime.id()).forEach(id -> sessions.add(session(runtime.id(), id)));
    }
    return homes
        .failure()
        .map(failure -> Listing.broken(sessions, failure))
        .orElseGet(() -> Listing.known(sessions, "there is no API that lists runtime sessions"));
  }

  static Item session(ItemId home, String id) {
    ItemType type =
        switch (home.type()) {
          case BROWSER -> ItemType.BROWSER_SESSION;
          case CODE_INTERPRETER -> ItemType.INTERPRETER_SESSION;
          default -> ItemType.RUNTIME_SESSION;
        };
    return Item.of(type, home.id() + BETWEEN + id)
        .withUses(Set.of(home))
        .withDetail(new Detail.Session(home, id));
  }

  @Override
  public Look look(ItemId id) {
    String runtime = Within.names(id, BETWEEN).outer();
    return switch (runtimes.look(new ItemId(ItemType.RUNTIME, runtime))) {
      case Look.Absent(String evidence) -> new Look.Absent("with its runtime: " + evidence);
      case Look.Unknown(CloudFailure failure) -> new Look.Unknown(failure);
      case Look.Present _ ->
          Outcome.unknown(
              FailureKind.INVALID, AwsOperation.GET_RUNTIME, "nobody can look at a session of it");
    };
  }

  @Override
  public Answer delete(ItemId id) {
    Within.Names names = Within.names(id, BETWEEN);
    String arn = settings.arn("bedrock-agentcore", "runtime/" + names.outer());
    return Outcome.answer(
        calls.make(
            AwsOperation.STOP_RUNTIME_SESSION,
            () ->
                data.stopRuntimeSession(
                    r ->
                        r.agentRuntimeArn(arn)
                            .runtimeSessionId(names.inner())
                            .clientToken(calls.token()))),
        AgentTypes.GONE);
  }
}
