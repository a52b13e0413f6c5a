package dev.berth.stacks.aws;

import static dev.berth.stacks.aws.WireItems.element;

import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** Stacks and runtimes of any cloud, spoken to as CloudFormation and AgentCore are. */
final class WireAgents {
  private static final String ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/";
  private static final Pattern RUNTIME = Pattern.compile("^/runtimes/([^/]+)/");
  private static final Pattern ENDPOINT = Pattern.compile("/runtime-endpoints/([^/]+)/");
  private static final Pattern STACK = Pattern.compile("StackName=([^&]+)");
  private static final Pattern RETAINED =
      Pattern.compile("RetainResources\\.member\\.[0-9]+=([^&]+)");

  private final Cloud cloud;

  WireAgents(Cloud cloud) {
    this.cloud = cloud;
  }

  Reply answer(AwsStub.Seen request) {
    return switch (request.operation()) {
      case DESCRIBE_STACKS -> stacks(request);
      case LIST_STACK_RESOURCES -> resources(request);
      case DELETE_STACK -> deleteStack(request);
      case LIST_RUNTIMES -> runtimes();
      case GET_RUNTIME -> runtime(request);
      case DELETE_RUNTIME -> delete(request, runtimeId(request));
      case GET_ENDPOINT -> endpoint(request);
      case DELETE_ENDPOINT -> delete(request, endpointId(request));
      case LIST_AGENT_TAGS -> tags(request);
      default -> throw new IllegalStateException("not needed so far: " + request.operation());
    };
  }

  private static String group(Pattern pattern, AwsStub.Seen request) {
    Matcher matcher = pattern.matcher(request.text());
    if (!matcher.find()) {
      throw new IllegalStateException(request.text());
    }
    return matcher.group(1);
  }

  private static ItemId stackId(AwsStub.Seen request) {
    return new ItemId(ItemType.STACK, group(STACK, request));
  }

  private Reply stacks(AwsStub.Seen request) {
    List<Item> items = new ArrayList<>();
    if (request.text().contains("StackName=")) {
      if (!(cloud.stacks().look(stackId(request)) instanceof Look.Present(Item item))) {
        return Reply.error(
            request.operation(),
            400,
            "ValidationError",
            "Stack with id " + stackId(request).id() + " does not exist");
      }
      items.add(item);
    } else {
      items.addAll(cloud.stacks().list(ItemType.STACK).items());
    }
    StringBuilder text = new StringBuilder();
    items.forEach(item -> text.append(element("member", stack(item))));
    return Reply.ok(WireTexts.cloudFormation("DescribeStacks", element("Stacks", text.toString())));
  }

  private static String stack(Item item) {
    StringBuilder tags = new StringBuilder();
    WireBridge.tags(item)
        .forEach(
            (key, value) ->
                tags.append(element("member", element("Key", key) + element("Value", value))));
    boolean kept =
        item.detail() instanceof Detail.Stack detail && detail.terminationProtection() == Flag.YES;
    return element("StackId", item.id().id())
        + element("StackName", item.name())
        + element("StackStatus", item.status())
        + item.createdAt().map(at -> element("CreationTime", at.toString())).orElse("")
        + element("EnableTerminationProtection", String.valueOf(kept))
        + element("Tags", tags.toString());
  }

  private Reply resources(AwsStub.Seen request) {
    StringBuilder rows = new StringBuilder();
    if (cloud.stacks().look(stackId(request)) instanceof Look.Present(Item item)
        && item.detail() instanceof Detail.Stack detail) {
      for (StackResource row : detail.resources()) {
        rows.append(
            WireTexts.resource(
                row.logicalId(), row.physicalId().orElse(""), row.type(), row.status()));
      }
    }
    return Reply.ok(
        WireTexts.cloudFormation(
            "ListStackResources", element("StackResourceSummaries", rows.toString())));
  }

  private Reply deleteStack(AwsStub.Seen request) {
    Set<String> retained = new HashSet<>();
    RETAINED.matcher(request.text()).results().forEach(one -> retained.add(one.group(1)));
    return WireBridge.changed(
        request.operation(),
        ItemType.STACK,
        retained.isEmpty()
            ? cloud.stacks().delete(stackId(request))
            : cloud.stacks().deleteRetaining(stackId(request), retained));
  }

  private static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(value);
  }

  private Reply runtimes() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Item item : cloud.runtimes().list(ItemType.RUNTIME).items()) {
      all.add(Map.of("agentRuntimeId", item.id().id(), "status", item.status()));
    }
    return Reply.ok(json(Map.of("agentRuntimes", all)));
  }

  private static ItemId runtimeId(AwsStub.Seen request) {
    return new ItemId(ItemType.RUNTIME, group(RUNTIME, request));
  }

  private static ItemId endpointId(AwsStub.Seen request) {
    return new ItemId(
        ItemType.RUNTIME_ENDPOINT,
        runtimeId(request).id() + "/runtime-endpoint/" + group(ENDPOINT, request));
  }

  private Reply runtime(AwsStub.Seen request) {
    if (!(cloud.runtimes().look(runtimeId(request)) instanceof Look.Present(Item item))) {
      return Reply.error(request.operation(), 404, "ResourceNotFoundException", "no");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("agentRuntimeId", item.id().id());
    answer.put("agentRuntimeArn", ARN + item.id().id());
    answer.put("agentRuntimeName", item.name());
    answer.put("status", item.status());
    item.createdAt().ifPresent(at -> answer.put("createdAt", at.toString()));
    if (item.detail() instanceof Detail.Agent(AgentNetwork.Vpc(var subnets, var groups))) {
      answer.put(
          "networkConfiguration",
          Map.of(
              "networkMode",
              "VPC",
              "networkModeConfig",
              Map.of("subnets", subnets, "securityGroups", groups)));
    }
    return Reply.ok(json(answer));
  }

  private Reply endpoint(AwsStub.Seen request) {
    if (!(cloud.runtimes().look(endpointId(request)) instanceof Look.Present(Item item))) {
      return Reply.error(request.operation(), 404, "ResourceNotFoundException", "no");
    }
    return Reply.ok(
        json(
            Map.of(
                "name", group(ENDPOINT, request),
                "agentRuntimeEndpointArn", ARN + item.id().id(),
                "status", item.status())));
  }

  private Reply delete(AwsStub.Seen request, ItemId id) {
    return WireBridge.changed(request.operation(), id.type(), cloud.runtimes().delete(id));
  }

  private Reply tags(AwsStub.Seen request) {
    for (Item item : cloud.runtimes().list(ItemType.RUNTIME).items()) {
      if (request.text().contains("runtime/" + item.id().id() + "\n")) {
        return Reply.ok(json(Map.of("tags", WireBridge.tags(item))));
      }
    }
    return Reply.ok("{\"tags\":{}}");
  }
}
