package dev.berth.chaos.real;

import dev.berth.api.task.ErrorClassification;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The tasks of one run: those that are still to be submitted, those that are open, and how the
 * others ended. A server that does not answer changes nothing: it is asked again. Used by one
 * thread.
 */
final class Tasks {
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT");
  private static final Set<String> GIVEN_BACK = Set.of("complete", "none");

  private final int inFlight;
  private final Queue<Submission> waiting = new ArrayDeque<>();
  private final Set<String> open = new TreeSet<>();
  private final Map<String, TaskDetail> ended = new HashMap<>();
  private final Map<String, String> unknown = new HashMap<>();

  /**
   * So many tasks.
   *
   * @param inFlight how many are open at a time
   */
  Tasks(int count, int inFlight, RandomGenerator random) {
    this.inFlight = inFlight;
    for (int i = 0; i < count; i++) {
      waiting.add(Submission.next(i, random));
    }
  }

  /** Submits as many as may be open. */
  void submit(Client client) {
    while (open.size() < inFlight && !waiting.isEmpty()) {
      // Only what was answered is off the list; its key keeps a repeated one from being another.
      open.add(client.submit(waiting.element()));
      waiting.remove();
    }
  }

  /** Asks for every open task. */
  void look(Client client) {
    for (String id : List.copyOf(open)) {
      TaskDetail task;
      try {
        task = client.task(id);
      } catch (CliException e) {
        if (!e.error().code().equals("NOT_FOUND")) {
          throw e;
        }
        unknown.put(id, e.getMessage());
        open.remove(id);
        continue;
      }
      if (TERMINAL.contains(task.status())) {
        open.remove(id);
        ended.put(id, task);
      }
    }
  }

  /** Asks again for those whose things were not all given back; whether none is left. */
  boolean areGivenBack(Client client) {
    for (TaskDetail task : List.copyOf(ended.values())) {
      if (!GIVEN_BACK.contains(task.cleanup().state())) {
        ended.put(task.taskId(), client.task(task.taskId()));
      }
    }
    return ended.values().stream().allMatch(t -> GIVEN_BACK.contains(t.cleanup().state()));
  }

  /** Cancels one of those that are open, if any is; a task that has just ended refuses. */
  boolean cancelOne(Client client, RandomGenerator random) {
    if (open.isEmpty()) {
      return false;
    }
    List<String> ids = new ArrayList<>(open);
    try {
      client.cancel(ids.get(random.nextInt(ids.size())));
      return true;
    } catch (CliException e) {
      if (e.error().code().equals("TASK_ALREADY_TERMINAL")) {
        return false;
      }
      throw e;
    }
  }

  boolean isDone() {
    return waiting.isEmpty() && open.isEmpty();
  }

  int submitted() {
    return open.size() + ended.size() + unknown.size();
  }

  Set<String> open() {
    return Set.copyOf(open);
  }

  List<TaskDetail> ended() {
    return List.copyOf(ended.values());
  }

  /** How many ended in which way, as {@code {COMPLETED=3, FAILED=1}}. */
  String outcomes() {
    Map<String, Integer> counts = new TreeMap<>();
    ended.values().forEach(task -> counts.merge(outcome(task), 1, Integer::sum));
    return counts.toString();
  }

  private static String outcome(TaskDetail task) {
    ErrorClassification why = task.errorClassification();
    return why == null ? task.status() : task.status() + " (" + why.title() + ")";
  }

  /** Submitted, and not known to the server: how it says so. */
  Map<String, String> unknown() {
    return Map.copyOf(unknown);
  }
}
