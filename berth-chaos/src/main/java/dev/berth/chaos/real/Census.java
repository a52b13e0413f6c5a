package dev.berth.chaos.real;

import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliException;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is there when all is over, whatever the ledger says: the machine, the forge, and what the
 * server answers about each task.
 */
final class Census {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Lab lab;
  private final Host host;
  private final Time time;

  Census(Lab lab, Host host, Time time) {
    this.lab = lab;
    this.host = host;
    this.time = time;
  }

  /** What must not be, a line each, and how many things there ever were. */
  record Found(
      List<String> leftovers,
      List<String> stuck,
      List<String> lost,
      List<String> doubles,
      long things) {
    List<String> violations() {
      List<String> all = new ArrayList<>();
      leftovers.forEach(line -> all.add("left: " + line));
      stuck.forEach(line -> all.add("stuck: " + line));
      lost.forEach(line -> all.add("lost: " + line));
      doubles.forEach(line -> all.add("twice: " + line));
      return all;
    }
  }

  /**
   * Counts. What is on its way out gets the time to go.
   *
   * @param server the process that is asked, which is no leftover
   */
  Found take(Tasks tasks, Client client, Watch watch, Patience patience, long server)
      throws InterruptedException {
    List<String> left = leftovers(watch.leases(), server);
    while (!left.isEmpty() && !patience.isOver(0)) {
      time.sleep(LOOK);
      left = leftovers(watch.leases(), server);
    }
    ForgeCensus forge = ForgeCensus.of(lab);
    List<String> leftovers = new ArrayList<>(left);
    leftovers.addAll(forge.leftovers());
    List<String> doubles = new ArrayList<>(forge.doubles());
    List<String> lost = new ArrayList<>();
    tasks.unknown().forEach((id, why) -> lost.add("task " + id + ": " + why));
    tasks.ended().forEach(task -> judge(task, forge, lost));
    compare(tasks, client, lost, doubles);
    return new Found(
        leftovers, stuck(tasks, client), lost, doubles, watch.things() + forge.things());
  }

  private List<String> leftovers(Set<String> leases, long server) {
    return host.leftovers(leases, Set.of(server));
  }

  /** A task that says it is completed has its work where it says it is. */
  private static void judge(TaskDetail task, ForgeCensus forge, List<String> lost) {
    if (task.status().equals("COMPLETED")
        && (task.prUrl() == null
            || !forge.tasks().contains(task.taskId().toLowerCase(Locale.ROOT)))) {
      lost.add("task " + task.taskId() + " is completed, and its work is not on the forge");
    }
  }

  /** What the server knows against what was submitted. */
  private static void compare(Tasks tasks, Client client, List<String> lost, List<String> doubles) {
    Set<String> submitted = new HashSet<>(tasks.open());
    tasks.ended().forEach(task -> submitted.add(task.taskId()));
    Set<String> known = new HashSet<>(client.tasks());
    submitted.stream()
        .filter(id -> !known.contains(id))
        .forEach(id -> lost.add("task " + id + " is not listed"));
    known.stream()
        .filter(id -> !submitted.contains(id) && !tasks.unknown().containsKey(id))
        .forEach(id -> doubles.add("task " + id + " was made, and nobody was told"));
  }

  private static List<String> stuck(Tasks tasks, Client client) {
    List<String> stuck = new ArrayList<>();
    for (String id : tasks.open()) {
      try {
        TaskDetail task = client.task(id);
        stuck.add("task " + id + " is " + task.status() + " since " + task.statusSince());
      } catch (CliException e) {
        stuck.add("task " + id + ": " + e.getMessage());
      }
    }
    return stuck;
  }
}
