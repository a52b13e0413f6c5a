package dev.berth.core.session;

import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Session rows, their directives, output and verification, inside a unit of work. */
public interface SessionStore {
  void insert(Session session);

  /** Replaces the row where its version is still one less than the given one's; whether it was. */
  boolean update(Session session);

  Optional<Session> find(SessionId id);

  /**
   * Keeps everybody else from changing the session's row until this unit of work ends; its task is
   * locked first.
   */
  void lock(SessionId id);

  List<Session> in(Set<SessionState> states);

  /** A task's sessions, oldest first: its own, then those that verify what it pushed. */
  List<Session> of(TaskId task);

  /**
   * Keeps the hydrated task of a session as JSON, so that the agent gets the same one whenever it
   * asks; a second time changes nothing.
   */
  void putContext(SessionId session, String json);

  /** The hydrated task as it was first kept. */
  Optional<String> context(SessionId session);

  /** Moves {@code last_sign_at} forward, never back, without touching the version. */
  void signs(Map<SessionId, Instant> lastSigns);

  /** Adds a directive and answers its number, from 1 in each session. */
  long addDirective(SessionId session, Directive directive);

  /** Directives with a greater number, ascending. */
  List<NumberedDirective> directivesAfter(SessionId session, long seq);

  /** Appends output once; whether the sequence number was new. */
  boolean addOutput(SessionId session, OutputChunk chunk);

  /** Output chunks with a greater sequence number, ascending. */
  List<OutputChunk> output(SessionId session, long afterSeq, int limit);

  /** How much output is stored. */
  OutputSum outputSum(SessionId session);

  /** Bytes and chunks of output. */
  record OutputSum(long bytes, long chunks) {}

  /** A directive with its number. */
  record NumberedDirective(long seq, Directive directive) {}

  /** What the agent or its session init printed. */
  record OutputChunk(long seq, String stream, Instant at, byte[] bytes) {}
}
