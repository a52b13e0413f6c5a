package dev.berth.core.session;

import dev.berth.core.blob.Artifact;
import dev.berth.core.event.EventStore;
import dev.berth.core.event.NewEvent;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.gateway.Grant;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.session.SessionStore.NumberedDirective;
import dev.berth.core.session.SessionStore.OutputChunk;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What sessions say to Berth, after the gateway has authenticated them and parsed their words: the
 * engine's side of {@code docs/session-protocol.md}. Every call of a session whose task has ended
 * throws {@code SESSION_CLOSED}; of a narrowed one, {@code SESSION_PHASE}, except for those that
 * its phase still allows. Thread-safe.
 */
public interface SessionProtocol {
  /**
   * The plan for session init, as properties. Idempotent.
   *
   * @param token the session's, as this request carried it: some values of the plan hold it. Only
   *     its hash is ever stored
   */
  Map<String, String> hello(Grant grant, String sessionId, String initVersion, Secret token);

  void ready(Grant grant, long startupMillis);

  /**
   * A sign from session init; answers {@code stop} when the session should end, otherwise an empty
   * text.
   */
  String pulse(Grant grant, Pulse pulse);

  void output(Grant grant, OutputChunk chunk);

  void invoked(Grant grant, int status, String contentType);

  /** A plain agent's answer, or one event of its stream. */
  void response(Grant grant, long seq, boolean last, byte[] bytes);

  /**
   * Session init could not do its part for an agent that does not do it itself: the task's result
   * is this failure.
   *
   * @param code of the error catalogue: {@code CLONE_FAILED}, {@code COMMIT_FAILED}, {@code
   *     PUSH_REFUSED}
   */
  void failed(Grant grant, String code, String message);

  void exit(Grant grant, AgentExit exit);

  void verification(Grant grant, Verification verification);

  HeartbeatAnswer heartbeat(Grant grant, Heartbeat heartbeat);

  /** Writes events in a group commit; what became of them. */
  EventStore.Appended events(Grant grant, List<NewEvent> events);

  SessionContext context(Grant grant);

  GateAnswer askGate(Grant grant, String tool, Map<String, Object> input, String key);

  /**
   * How a gate stands, as soon as it is decided, or after {@code wait}.
   *
   * @param wait at most 60 s
   */
  GateAnswer gate(Grant grant, String gateId, Duration wait) throws InterruptedException;

  /**
   * Stores an artifact; {@code created} in the answer is false when the same bytes were there
   * already.
   */
  StoredArtifact artifact(
      Grant grant, String name, String mediaType, Optional<String> sha256, InputStream bytes);

  OpenedChangeRequest changeRequest(Grant grant, String title, String body, String base);

  void result(Grant grant, AgentResult result);

  /** What session init sees of its agent. */
  record Pulse(String ping, boolean agentAlive, long memoryBytes, long diskBytes) {}

  /** An agent's heartbeat. */
  record Heartbeat(long lastDirective, int turnsAttempted, int turnsCompleted, String activity) {}

  /** What a heartbeat is answered with. */
  record HeartbeatAnswer(
      List<NumberedDirective> directives,
      BudgetStore.Account budget,
      Instant deadline,
      int turnsLeft) {}

  /** How a gate stands: {@code allow}, {@code deny} or {@code pending}. */
  record GateAnswer(String decision, Optional<String> reason, Optional<String> gateId) {}

  /** An artifact, and whether this call made it. */
  record StoredArtifact(Artifact artifact, boolean created) {}

  /** A change request, and whether this call opened it. */
  record OpenedChangeRequest(ChangeRequest changeRequest, boolean created) {}
}
