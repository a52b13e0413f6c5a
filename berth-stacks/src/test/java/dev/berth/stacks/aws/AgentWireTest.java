package dev.berth.stacks.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentWireTest {
  private static final ItemId RUNTIME = new ItemId(ItemType.RUNTIME, WireTexts.RUNTIME);
  private static final ItemId ENDPOINT =
      new ItemId(ItemType.RUNTIME_ENDPOINT, WireTexts.RUNTIME + "/runtime-endpoint/blue");
  private static final ItemId SESSION =
      new ItemId(ItemType.BROWSER_SESSION, WireTexts.BROWSER + "/session/s1");

  private final AwsRig rig = new AwsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private Item runtime() {
    return rig.cloud().runtimes().list(ItemType.RUNTIME).items().getFirst();
  }

  private static AgentNetwork network(Item item) {
    return ((Detail.Agent) item.detail()).network();
  }

  @Test
  void aRuntimeHasItsNetworkAndItsDateOfCreation() {
    Item runtime = runtime();
    assertThat(network(runtime))
        .isEqualTo(new AgentNetwork.Vpc(Set.of("subnet-1"), Set.of("sg-1")));
    assertThat(runtime.createdAt()).contains(Instant.parse("2026-11-18T12:00:00Z"));
    assertThat(runtime.uses())
        .containsExactlyInAnyOrder(
            new ItemId(ItemType.SUBNET, "subnet-1"), new ItemId(ItemType.SECURITY_GROUP, "sg-1"));
  }

  @Test
  void aRuntimeThatCannotBeReadIsListedAndMayOwnAnyInterface() {
    rig.stub.error(AwsOperation.GET_RUNTIME, 403, "AccessDeniedException");
    Item runtime = runtime();
    assertThat(network(runtime)).isInstanceOf(AgentNetwork.Unknown.class);
    assertThat(runtime.tags().readable()).isFalse();
    assertThat(runtime.name()).isEqualTo("agent");
  }

  @Test
  void tagsThatCannotBeReadAreUnreadableAndNotNone() {
    rig.stub.error(AwsOperation.LIST_AGENT_TAGS, 403, "AccessDeniedException");
    assertThat(runtime().tags().readable()).isFalse();
    assertThat(network(runtime())).isInstanceOf(AgentNetwork.Vpc.class);
  }

  @Test
  void aRuntimeThatWentWhileTheListWasReadIsLeftOut() {
    rig.stub.error(AwsOperation.GET_RUNTIME, 404, "ResourceNotFoundException");
    assertThat(rig.cloud().runtimes().list(ItemType.RUNTIME))
        .isEqualTo(Listing.complete(List.of()));
    assertThat(rig.cloud().runtimes().look(RUNTIME)).isInstanceOf(Look.Absent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HYBRID", "CAPACITY_PROVIDER"})
  void aNetworkModeOfTomorrowMayOwnAnyInterface(String mode) {
    rig.stub.on(AwsOperation.GET_RUNTIME, Reply.ok(WireTexts.runtime("READY", mode)));
    assertThat(network(runtime())).isInstanceOf(AgentNetwork.Unknown.class);
  }

  @Test
  void noNetworkAtAllMayOwnAnyInterfaceAndAPublicOneOwnsNone() {
    String text = WireTexts.runtime("READY", "VPC");
    rig.stub.on(
        AwsOperation.GET_RUNTIME,
        Reply.ok(text.substring(0, text.indexOf(",\"networkConfiguration\"")) + "}"));
    assertThat(network(runtime())).isInstanceOf(AgentNetwork.Unknown.class);
    rig.stub.on(AwsOperation.GET_RUNTIME, Reply.ok(WireTexts.runtime("READY", "PUBLIC")));
    assertThat(network(runtime())).isEqualTo(new AgentNetwork.Public());
  }

  @Test
  void aStatusOfTomorrowIsKeptAsText() {
    rig.stub.on(AwsOperation.GET_RUNTIME, Reply.ok(WireTexts.runtime("SNAPSHOTTING", "VPC")));
    assertThat(runtime().status()).isEqualTo("SNAPSHOTTING");
  }

  @Test
  void anAnswerAboutAnotherRuntimeIsNoAnswer() {
    rig.stub.on(
        AwsOperation.GET_RUNTIME,
        Reply.ok(WireTexts.runtime("READY", "VPC").replace(WireTexts.RUNTIME, "other-AbCdEfGhIj")));
    assertThat(rig.cloud().runtimes().look(RUNTIME))
        .isInstanceOfSatisfying(
            Look.Unknown.class,
            unknown -> assertThat(unknown.failure().kind()).isEqualTo(FailureKind.MALFORMED));
  }

  @ParameterizedTest
  @CsvSource({
    "LIST_RUNTIMES, RUNTIME",
    "LIST_ENDPOINTS, RUNTIME_ENDPOINT",
    "LIST_BROWSERS, BROWSER",
    "LIST_INTERPRETERS, CODE_INTERPRETER",
    "LIST_IDENTITIES, WORKLOAD_IDENTITY"
  })
  void anAnswerWithoutItsListIsNotAnEmptyOne(AwsOperation operation, ItemType type) {
    rig.stub.on(operation, Reply.ok("{}"));
    assertThat(rig.cloud().runtimes().list(type).completeness().complete()).isFalse();
    rig.stub.on(operation, Reply.ok(""));
    assertThat(rig.cloud().runtimes().list(type).completeness().complete()).isFalse();
  }

  @Test
  void theDefaultEndpointIsNeitherListedNorDeleted() {
    Listing endpoints = rig.cloud().runtimes().list(ItemType.RUNTIME_ENDPOINT);
    assertThat(endpoints.items()).extracting(Item::id).containsExactly(ENDPOINT);
    ItemId fallback =
        new ItemId(ItemType.RUNTIME_ENDPOINT, WireTexts.RUNTIME + "/runtime-endpoint/DEFAULT");
    assertThat(rig.cloud().runtimes().delete(fallback)).isInstanceOf(Answer.Refused.class);
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_ENDPOINT)).isEmpty();
  }

  @Test
  void endpointsOfOneRuntimeThatCannotBeListedMakeTheListingIncomplete() {
    rig.stub.error(AwsOperation.LIST_ENDPOINTS, 403, "AccessDeniedException");
    assertThat(rig.cloud().runtimes().list(ItemType.RUNTIME_ENDPOINT).completeness().complete())
        .isFalse();
    rig.stub.error(AwsOperation.LIST_ENDPOINTS, 404, "ResourceNotFoundException");
    assertThat(rig.cloud().runtimes().list(ItemType.RUNTIME_ENDPOINT).completeness().complete())
        .isTrue();
  }

  @Test
  void onlyTheAccountsOwnBrowsersAreAskedFor() {
    rig.cloud().runtimes().list(ItemType.BROWSER);
    assertThat(rig.stub.textsOf(AwsOperation.LIST_BROWSERS).getFirst()).contains("type=CUSTOM");
  }

  @Test
  void rememberedSessionsArePartialAndUnknownUntilTheirRuntimeIsGone() {
    Listing sessions = rig.cloud().sessions().list(ItemType.RUNTIME_SESSION);
    ItemId id = sessions.items().getFirst().id();
    assertThat(sessions.completeness()).isInstanceOf(Completeness.Partial.class);
    assertThat(sessions.failure()).isEmpty();
    assertThat(id.id()).isEqualTo(WireTexts.RUNTIME + "/session/session-of-" + WireTexts.RUNTIME);
    assertThat(rig.cloud().sessions().look(id)).isInstanceOf(Look.Unknown.class);
    rig.stub.error(AwsOperation.GET_RUNTIME, 404, "ResourceNotFoundException");
    assertThat(rig.cloud().sessions().look(id)).isInstanceOf(Look.Absent.class);
  }

  @Test
  void aSessionIsStoppedByTheArnOfItsRuntimeAndOneThatIsGoneIsNoFailure() {
    ItemId id = new ItemId(ItemType.RUNTIME_SESSION, WireTexts.RUNTIME + "/session/s-1");
    assertThat(rig.cloud().sessions().delete(id)).isEqualTo(new Answer.Accepted());
    assertThat(rig.stub.textsOf(AwsOperation.STOP_RUNTIME_SESSION).getFirst())
        .contains("arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/" + WireTexts.RUNTIME);
    rig.stub.error(AwsOperation.STOP_RUNTIME_SESSION, 404, "ResourceNotFoundException");
    assertThat(rig.cloud().sessions().delete(id)).isInstanceOf(Answer.Already.class);
  }

  @Test
  void aSessionThatHasEndedIsAbsent() {
    assertThat(rig.cloud().sessions().list(ItemType.BROWSER_SESSION).items())
        .extracting(Item::id)
        .containsExactly(SESSION);
    rig.stub.on(AwsOperation.GET_BROWSER_SESSION, Reply.ok(WireTexts.session("TERMINATED")));
    assertThat(rig.cloud().sessions().look(SESSION)).isInstanceOf(Look.Absent.class);
    rig.stub.on(AwsOperation.GET_BROWSER_SESSION, Reply.ok("{}"));
    assertThat(rig.cloud().sessions().look(SESSION)).isInstanceOf(Look.Unknown.class);
  }
}
