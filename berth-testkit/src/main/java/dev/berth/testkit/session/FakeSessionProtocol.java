package dev.berth.testkit.session;

import dev.berth.core.blob.Artifact;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventStore;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.SessionStore.NumberedDirective;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.session.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what it is told, in order, and answers always the same. Thread-safe. */
public final class FakeSessionProtocol implements SessionProtocol {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private final TaskId task;
  private final Map<String, String> plan;
  private final List<Object> heard = new CopyOnWriteArrayList<>();

  public FakeSessionProtocol(TaskId task) {
    this(task, Map.of("mode", "agent", "agent.env.TEXT", "a=b: c\nd \u00e9"));
  }

  /**
   * Answers hello with a plan.
   *
   * @param plan as {@code docs/session-protocol.md} has it
   */
  public FakeSessionProtocol(TaskId task, Map<String, String> plan) {
    this.task = task;
    this.plan = Map.copyOf(plan);
  }

  /** Everything that was said, as the values it was parsed into. */
  public List<Object> heard() {
    return List.copyOf(heard);
  }

  @Override
  public Map<String, String> hello(
      Grant grant, String sessionId, String initVersion, Secret token) {
    heard.add(sessionId);
    heard.add(token);
    return plan;
  }

  @Override
  public void ready(Grant grant, long startupMillis) {
    heard.add(startupMillis);
  }

  @Override
  public String pulse(Grant grant, Pulse pulse) {
    heard.add(pulse);
    return "";
  }

  @Override
  public void output(Grant grant, OutputChunk chunk) {
    heard.add(chunk);
  }

  @Override
  public void invoked(Grant grant, int status, String contentType) {
    heard.add(status);
  }

  @Override
  public void response(Grant grant, long seq, boolean last, byte[] bytes) {
    heard.add(seq);
  }

  @Override
  public void failed(Grant grant, String code, String message) {
    heard.add(code + ": " + message);
  }

  @Override
  public void exit(Grant grant, AgentExit exit) {
    heard.add(exit);
  }

  @Override
  public void verification(Grant grant, Verification verification) {
    heard.add(verification);
  }

  @Override
  public HeartbeatAnswer heartbeat(Grant grant, Heartbeat heartbeat) {
    heard.add(heartbeat);
    return new HeartbeatAnswer(
        List.of(new NumberedDirective(4, new Directive.Nudge("use the helper", AT))),
        new BudgetStore.Account(1000, 10, 20),
        AT,
        96);
  }

  @Override
  public EventStore.Appended events(Grant grant, List<NewEvent> events) {
    heard.addAll(events);
    return new EventStore.Appended(events.size(), 0);
  }

  @Override
  public SessionContext context(Grant grant) {
    throw new BerthException(ErrorCode.NOT_FOUND, "this fake has no context");
  }

  @Override
  public GateAnswer askGate(Grant grant, String tool, Map<String, Object> input, String key) {
    heard.add(input);
    return new GateAnswer("allow", Optional.empty(), Optional.empty());
  }

  @Override
  public GateAnswer gate(Grant grant, String gateId, Duration wait) {
    return new GateAnswer("deny", Optional.of("no"), Optional.of(gateId));
  }

  @Override
  public StoredArtifact artifact(
      Grant grant, String name, String mediaType, Optional<String> sha256, InputStream bytes) {
    try {
      heard.add(name);
      long size = bytes.readAllBytes().length;
      return new StoredArtifact(new Artifact(task, name, mediaType, "00", size, AT), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OpenedChangeRequest changeRequest(Grant grant, String title, String body, String base) {
    heard.add(title);
    throw new BerthException(ErrorCode.NOTHING_PUSHED, "nothing was pushed");
  }

  @Override
  public void result(Grant grant, AgentResult result) {
    heard.add(result);
  }
}
