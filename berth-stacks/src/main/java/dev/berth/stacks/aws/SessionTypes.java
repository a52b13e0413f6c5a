package dev.berth.stacks.aws;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagentcore.BedrockAgentCoreClient;
import software.amazon.awssdk.services.bedrockagentcore.model.GetBrowserSessionResponse;
import software.amazon.awssdk.services.bedrockagentcore.model.GetCodeInterpreterSessionResponse;
import software.amazon.awssdk.services.bedrockagentcore.model.ListBrowserSessionsResponse;
import software.amazon.awssdk.services.bedrockagentcore.model.ListCodeInterpreterSessionsResponse;

/** The sessions of browsers and of code interpreters. */
final class SessionTypes {
  private final BedrockAgentCoreClient data;
  private final Calls calls;
  private final AgentTypes agents;

  SessionTypes(BedrockAgentCoreClient data, Calls calls, AgentTypes agents) {
    this.data = data;
    this.calls = calls;
    this.agents = agents;
  }

  OneType ofBrowsers() {
    return new ToolSessions(
        calls,
        agents.browsers(),
        new ToolSessions.Listed(
            AwsOperation.LIST_BROWSER_SESSIONS,
            (home, token) ->
                page(
                    home,
                    data.listBrowserSessions(
                        r -> r.browserIdentifier(home).maxResults(100).nextToken(token)))),
        new ToolSessions.Asked(
            AwsOperation.GET_BROWSER_SESSION,
            (home, id) ->
                item(home, data.getBrowserSession(r -> r.browserIdentifier(home).sessionId(id)))),
        new ToolSessions.Stopped(
            AwsOperation.STOP_BROWSER_SESSION,
            (home, id) ->
                data.stopBrowserSession(
                    r -> r.browserIdentifier(home).sessionId(id).clientToken(calls.token()))));
  }

  private static Page<Item> page(String home, ListBrowserSessionsResponse answer) {
    ItemId browser = new ItemId(ItemType.BROWSER, home);
    return Page.of(
        answer.hasItems(),
        answer.items().stream()
            .map(one -> item(browser, one.sessionId(), one.statusAsString(), one.createdAt()))
            .toList(),
        answer.nextToken());
  }

  private static Item item(String home, GetBrowserSessionResponse one) {
    ItemId browser = new ItemId(ItemType.BROWSER, home);
    return item(browser, one.sessionId(), one.statusAsString(), one.createdAt());
  }

  OneType ofInterpreters() {
    return new ToolSessions(
        calls,
        agents.interpreters(),
        new ToolSessions.Listed(
            AwsOperation.LIST_INTERPRETER_SESSIONS,
            (home, token) ->
                page(
                    home,
                    data.listCodeInterpreterSessions(
                        r -> r.codeInterpreterIdentifier(home).maxResults(100).nextToken(token)))),
        new ToolSessions.Asked(
            AwsOperation.GET_INTERPRETER_SESSION,
            (home, id) ->
                item(
                    home,
                    data.getCodeInterpreterSession(
                        r -> r.codeInterpreterIdentifier(home).sessionId(id)))),
        new ToolSessions.Stopped(
            AwsOperation.STOP_INTERPRETER_SESSION,
            (home, id) ->
                data.stopCodeInterpreterSession(
                    r ->
                        r.codeInterpreterIdentifier(home)
                            .sessionId(id)
                            .clientToken(calls.token()))));
  }

  private static Page<Item> page(String home, ListCodeInterpreterSessionsResponse answer) {
    ItemId interpreter = new ItemId(ItemType.CODE_INTERPRETER, home);
    return Page.of(
        answer.hasItems(),
        answer.items().stream()
            .map(one -> item(interpreter, one.sessionId(), one.statusAsString(), one.createdAt()))
            .toList(),
        answer.nextToken());
  }

  private static Item item(String home, GetCodeInterpreterSessionResponse one) {
    ItemId interpreter = new ItemId(ItemType.CODE_INTERPRETER, home);
    return item(interpreter, one.sessionId(), one.statusAsString(), one.createdAt());
  }

  private static Item item(
      ItemId home, @Nullable String id, @Nullable String status, @Nullable Instant at) {
    Item session =
        RuntimeSessions.session(home, Ec2Items.required(id, "sessionId"))
            .withStatus(Ec2Items.text(status));
    return Ec2Items.dated(session, at);
  }
}
