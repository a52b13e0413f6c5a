package dev.berth.engine.session;

import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.time.Time;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Signs of life and counters of this node's sessions: memory, written down in one batch every few
 * seconds. What is lost with the server is at most that batch; supervision then begins with a fresh
 * window. Thread-safe.
 */
public final class SessionSigns {
  private final Time time;
  private final Map<SessionId, Instant> last = new ConcurrentHashMap<>();
  private final Map<SessionId, Instant> dirty = new ConcurrentHashMap<>();
  private final Map<TaskId, Turns> turns = new ConcurrentHashMap<>();
  private final PlainAnswers answers = new PlainAnswers();

  public SessionSigns(Time time) {
    this.time = time;
  }

  /** The session lives. */
  public void alive(SessionId session) {
    Instant now = time.now();
    last.put(session, now);
    dirty.put(session, now);
  }

  /** What the agent has counted. */
  void counted(TaskId task, int attempted, int completed) {
    turns.merge(task, new Turns(attempted, completed), Turns::max);
  }

  /** The last sign of life that this server saw. */
  public Optional<Instant> last(SessionId session) {
    return Optional.ofNullable(last.get(session));
  }

  /** Nothing more comes from this session. */
  public void forget(SessionId session) {
    last.remove(session);
    dirty.remove(session);
  }

  /** What the plain agents of these sessions have answered so far. */
  PlainAnswers answers() {
    return answers;
  }

  /** Forgets all sessions but these, which have not stopped. */
  public void retain(List<Session> unstopped) {
    Set<SessionId> ids = unstopped.stream().map(Session::id).collect(Collectors.toSet());
    last.keySet().retainAll(ids);
    answers.retain(ids);
  }

  /**
   * Writes down what has come since the last time, in one transaction; what could not be written
   * waits for the next time.
   */
  public void flush(EngineParts parts) {
    Map<SessionId, Instant> signs = drain(dirty);
    Map<TaskId, Turns> counted = drain(turns);
    if (signs.isEmpty() && counted.isEmpty()) {
      return;
    }
    try {
      parts.database().write(tx -> write(tx, signs, counted));
    } catch (RuntimeException e) {
      signs.forEach(dirty::putIfAbsent);
      counted.forEach((task, count) -> turns.merge(task, count, Turns::max));
      throw e;
    }
  }

  /** Tasks before sessions, each kind in one order: see {@code TaskStore.lock}. */
  private static boolean write(Tx tx, Map<SessionId, Instant> signs, Map<TaskId, Turns> counted) {
    new TreeMap<>(counted)
        .forEach(
            (task, count) -> {
              if (tx.tasks().find(task).isPresent()) {
                write(tx, task, count);
              }
            });
    tx.sessions().signs(signs);
    return true;
  }

  static void write(Tx tx, TaskId task, Turns count) {
    SessionRows.work(tx, task, work -> counted(work, count));
  }

  private static Task.Work counted(Task.Work work, Turns count) {
    return new Task.Work(
        work.branch(),
        work.baseOid(),
        work.headOid(),
        work.commits(),
        work.changeRequestUrl(),
        work.buildPassed(),
        work.lintPassed(),
        Math.max(work.turnsAttempted(), count.attempted()),
        Math.max(work.turnsCompleted(), count.completed()),
        work.promptVersion(),
        work.release(),
        work.isolation(),
        work.artifact());
  }

  private static <K, V> Map<K, V> drain(Map<K, V> from) {
    Map<K, V> taken = new HashMap<>();
    for (K key : List.copyOf(from.keySet())) {
      V value = from.remove(key);
      if (value != null) {
        taken.put(key, value);
      }
    }
    return taken;
  }

  /** Turns an agent began, and those it finished. */
  record Turns(int attempted, int completed) {
    Turns max(Turns other) {
      return new Turns(Math.max(attempted, other.attempted), Math.max(completed, other.completed));
    }
  }
}
