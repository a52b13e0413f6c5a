package dev.berth.agent.turn;

import dev.berth.agent.model.ModelMessage;
import dev.berth.agent.tool.ToolResult;
import dev.berth.agent.tool.Toolbox;
import dev.berth.runtime.session.GateDecision;
import dev.berth.runtime.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the model's tool calls: asks the gate, calls the tool, tells what happened. Not thread-safe.
 */
public final class ToolRunner {
  /** Characters of an input or output an event carries. */
  private static final int PREVIEW = 2_000;

  private final Session session;
  private final Toolbox toolbox;
  private final Redactor redactor;
  private final Circles circles = new Circles();

  /** Runs the calls of one conversation. */
  public ToolRunner(Session session, Toolbox toolbox, Redactor redactor) {
    this.session = session;
    this.toolbox = toolbox;
    this.redactor = redactor;
  }

  ModelMessage.ToolAnswer run(ModelMessage.ToolCall call, int turn) throws InterruptedException {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("turn", turn);
    event.put("call_id", call.id());
    event.put("tool", redactor.preview(call.tool(), 100));
    event.put("summary", redactor.preview(Summary.of(call.arguments()), 200));
    event.put("input", redactor.preview(call.arguments(), PREVIEW));
    session.events().add("agent_tool_call", event);
    session.heartbeat().activity("tool: " + redactor.preview(call.tool(), 40));
    long started = System.nanoTime();
    ToolResult result = answer(call, turn);
    ToolResult clean = result.withText(redactor.redact(result.text()));
    tell(call, turn, clean, (System.nanoTime() - started) / 1_000_000);
    String note = circles.notice(call.tool(), call.arguments(), clean);
    return new ModelMessage.ToolAnswer(call.id(), call.tool(), clean.text() + note, clean.ok());
  }

  private ToolResult answer(ModelMessage.ToolCall call, int turn) throws InterruptedException {
    JsonNode input;
    try {
      input = JsonMapper.shared().readTree(call.arguments());
    } catch (JacksonException e) {
      return ToolResult.error("the input is not JSON: " + e.getOriginalMessage());
    }
    // A model may use an id again in a later turn, and the gate must not take it for the same
    // question.
    String key = "t" + turn + "-" + call.id();
    return switch (session.askGate(call.tool(), input, key)) {
      case GateDecision.Allow ignored -> toolbox.call(call.tool(), input);
      case GateDecision.Deny deny -> {
        session
            .events()
            .add(
                "agent_blocked",
                Map.of("turn", turn, "tool", call.tool(), "message", deny.reason()));
        yield ToolResult.error("this call is not allowed: " + deny.reason());
      }
    };
  }

  private void tell(ModelMessage.ToolCall call, int turn, ToolResult result, long millis) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("turn", turn);
    event.put("call_id", call.id());
    event.put("tool", redactor.preview(call.tool(), 100));
    event.put("ok", result.ok());
    result.exit().ifPresent(exit -> event.put("exit_code", exit));
    event.put("duration_ms", millis);
    event.put("output_chars", result.text().length());
    event.put("output", redactor.preview(result.text(), PREVIEW));
    session.events().add("agent_tool_result", event);
  }
}
