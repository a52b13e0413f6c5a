package dev.berth.stacks.aws;

import dev.berth.stacks.aws.Described.Deletion;
import dev.berth.stacks.aws.Detailed.Asked;
import dev.berth.stacks.aws.Detailed.Found;
import dev.berth.stacks.aws.Detailed.Listed;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.bedrockagentcorecontrol.BedrockAgentCoreControlClient;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.BrowserNetworkConfiguration;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.CodeInterpreterNetworkConfiguration;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.GetAgentRuntimeResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.GetBrowserResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.GetCodeInterpreterResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.GetWorkloadIdentityResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ListAgentRuntimesResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ListBrowsersResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ListCodeInterpretersResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ListWorkloadIdentitiesResponse;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.NetworkConfiguration;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ResourceType;

/**
 * Runtimes, browsers, code interpreters and workload identities. Of browsers and interpreters only
 * the account's own are listed, not those that AWS offers to everybody.
 */
final class AgentTypes {
  static final Set<String> GONE = Set.of("ResourceNotFoundException");

  private final BedrockAgentCoreControlClient control;
  private final Calls calls;
  private final AgentTags tags;

  AgentTypes(BedrockAgentCoreControlClient control, Calls calls) {
    this.control = control;
    this.calls = calls;
    this.tags = new AgentTags(control, calls);
  }

  Map<ItemType, OneType> all() {
    return Map.of(
        ItemType.RUNTIME, runtimes(),
        ItemType.RUNTIME_ENDPOINT, new RuntimeEndpoints(control, calls, runtimes()),
        ItemType.BROWSER, browsers(),
        ItemType.CODE_INTERPRETER, interpreters(),
        ItemType.WORKLOAD_IDENTITY, identities());
  }

  Detailed runtimes() {
    return new Detailed(
        calls,
        new Listed(
            AwsOperation.LIST_RUNTIMES,
            token -> page(control.listAgentRuntimes(r -> r.maxResults(100).nextToken(token)))),
        new Asked(
            AwsOperation.GET_RUNTIME,
            id -> found(control.getAgentRuntime(r -> r.agentRuntimeId(id))),
            tags::of),
        new Deletion(
            AwsOperation.DELETE_RUNTIME,
            id -> control.deleteAgentRuntime(r -> r.agentRuntimeId(id).clientToken(token()))),
        GONE);
  }

  private String token() {
    return calls.token();
  }

  private static Page<Item> page(ListAgentRuntimesResponse answer) {
    return Page.of(
        answer.hasAgentRuntimes(),
        answer.agentRuntimes().stream()
            .map(
                one ->
                    AgentItems.stub(ItemType.RUNTIME, one.agentRuntimeId())
                        .withName(Ec2Items.text(one.agentRuntimeName()))
                        .withStatus(Ec2Items.text(one.statusAsString())))
            .toList(),
        answer.nextToken());
  }

  private static Found found(GetAgentRuntimeResponse one) {
    NetworkConfiguration network = one.networkConfiguration();
    Item item =
        AgentItems.stub(ItemType.RUNTIME, one.agentRuntimeId())
            .withName(Ec2Items.text(one.agentRuntimeName()))
            .withStatus(Ec2Items.text(one.statusAsString()));
    return AgentItems.found(
        Ec2Items.dated(item, one.createdAt()),
        one.agentRuntimeArn(),
        network == null
            ? AgentItems.network(null, null)
            : AgentItems.network(network.networkModeAsString(), network.networkModeConfig()));
  }

  Detailed browsers() {
    return new Detailed(
        calls,
        new Listed(
            AwsOperation.LIST_BROWSERS,
            token ->
                page(
                    control.listBrowsers(
                        r -> r.type(ResourceType.CUSTOM).maxResults(100).nextToken(token)))),
        new Asked(
            AwsOperation.GET_BROWSER,
            id -> found(control.getBrowser(r -> r.browserId(id))),
            tags::of),
        new Deletion(
            AwsOperation.DELETE_BROWSER,
            id -> control.deleteBrowser(r -> r.browserId(id).clientToken(token()))),
        GONE);
  }

  private static Page<Item> page(ListBrowsersResponse answer) {
    return Page.of(
        answer.hasBrowserSummaries(),
        answer.browserSummaries().stream()
            .map(
                one ->
                    AgentItems.stub(ItemType.BROWSER, one.browserId())
                        .withName(Ec2Items.text(one.name()))
                        .withStatus(Ec2Items.text(one.statusAsString())))
            .toList(),
        answer.nextToken());
  }

  private static Found found(GetBrowserResponse one) {
    BrowserNetworkConfiguration network = one.networkConfiguration();
    Item item =
        AgentItems.stub(ItemType.BROWSER, one.browserId())
            .withName(Ec2Items.text(one.name()))
            .withStatus(Ec2Items.text(one.statusAsString()));
    return AgentItems.found(
        Ec2Items.dated(item, one.createdAt()),
        one.browserArn(),
        network == null
            ? AgentItems.network(null, null)
            : AgentItems.network(network.networkModeAsString(), network.vpcConfig()));
  }

  Detailed interpreters() {
    return new Detailed(
        calls,
        new Listed(
            AwsOperation.LIST_INTERPRETERS,
            token ->
                page(
                    control.listCodeInterpreters(
                        r -> r.type(ResourceType.CUSTOM).maxResults(100).nextToken(token)))),
        new Asked(
            AwsOperation.GET_INTERPRETER,
            id -> found(control.getCodeInterpreter(r -> r.codeInterpreterId(id))),
            tags::of),
        new Deletion(
            AwsOperation.DELETE_INTERPRETER,
            id -> control.deleteCodeInterpreter(r -> r.codeInterpreterId(id).clientToken(token()))),
        GONE);
  }

  private static Page<Item> page(ListCodeInterpretersResponse answer) {
    return Page.of(
        answer.hasCodeInterpreterSummaries(),
        answer.codeInterpreterSummaries().stream()
            .map(
                one ->
                    AgentItems.stub(ItemType.CODE_INTERPRETER, one.codeInterpreterId())
                        .withName(Ec2Items.text(one.name()))
                        .withStatus(Ec2Items.text(one.statusAsString())))
            .toList(),
        answer.nextToken());
  }

  private static Found found(GetCodeInterpreterResponse one) {
    CodeInterpreterNetworkConfiguration network = one.networkConfiguration();
    Item item =
        AgentItems.stub(ItemType.CODE_INTERPRETER, one.codeInterpreterId())
            .withName(Ec2Items.text(one.name()))
            .withStatus(Ec2Items.text(one.statusAsString()));
    return AgentItems.found(
        Ec2Items.dated(item, one.createdAt()),
        one.codeInterpreterArn(),
        network == null
            ? AgentItems.network(null, null)
            : AgentItems.network(network.networkModeAsString(), network.vpcConfig()));
  }

  Detailed identities() {
    return new Detailed(
        calls,
        new Listed(
            AwsOperation.LIST_IDENTITIES,
            token -> page(control.listWorkloadIdentities(r -> r.maxResults(20).nextToken(token)))),
        new Asked(
            AwsOperation.GET_IDENTITY,
            name -> found(control.getWorkloadIdentity(r -> r.name(name))),
            tags::of),
        new Deletion(
            AwsOperation.DELETE_IDENTITY,
            name -> control.deleteWorkloadIdentity(r -> r.name(name))),
        GONE);
  }

  private static Page<Item> page(ListWorkloadIdentitiesResponse answer) {
    return Page.of(
        answer.hasWorkloadIdentities(),
        answer.workloadIdentities().stream()
            .map(
                one -> AgentItems.stub(ItemType.WORKLOAD_IDENTITY, one.name()).withName(one.name()))
            .toList(),
        answer.nextToken());
  }

  private static Found found(GetWorkloadIdentityResponse one) {
    Item item = AgentItems.stub(ItemType.WORKLOAD_IDENTITY, one.name()).withName(one.name());
    return new Found(
        Ec2Items.dated(item, one.createdTime()),
        Ec2Items.required(one.workloadIdentityArn(), "workloadIdentityArn"));
  }
}
