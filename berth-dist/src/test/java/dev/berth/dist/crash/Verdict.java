package dev.berth.dist.crash;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.evidence.ChangeRequest;
import dev.berth.api.receipt.Receipt;
import dev.berth.api.receipt.ReceiptLine;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What must hold of a world when all its tasks have ended, whatever was killed on the way. */
final class Verdict {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT");
  private static final Set<String> TERMINAL_EVENTS =
      Set.of("task_completed", "task_failed", "task_cancelled", "task_timed_out");
  private static final Set<String> SETTLED = Set.of("RELEASED", "HANDED_OVER");

  private final World world;
  private final Stage stage;
  private final List<String> problems = new ArrayList<>();
  private final List<String> leases = new ArrayList<>();
  private final Set<String> changeRequests = new HashSet<>();

  Verdict(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  /** Waits for the end of every task, then looks at each and at the host. */
  List<String> problems() throws IOException, InterruptedException {
    Set<String> tasks = new TreeSet<>(stage.submitted());
    world.tasks().stream().map(TaskSummary::taskId).forEach(tasks::add);
    for (String task : tasks) {
      try {
        look(task, awaitEnd(task));
      } catch (ConditionTimeoutException e) {
        TaskDetail stuck = world.task(task);
        problems.add(name(stuck) + " is stuck, cleanup " + stuck.cleanup());
      } catch (CliException e) {
        problems.add("task " + task + " is lost, or its answers are: " + e.getMessage());
      }
    }
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> new HostView(world.data()).leftovers(leases).isEmpty());
    } catch (ConditionTimeoutException e) {
      problems.add("left: " + new HostView(world.data()).leftovers(leases));
    }
    return List.copyOf(problems);
  }

  private void look(String task, TaskDetail ended) throws IOException, InterruptedException {
    String expected = stage.expected().getOrDefault(task, ended.status());
    check(ended.status().equals(expected), name(ended) + " is not " + expected);
    List<String> ends =
        world.events(task).stream()
            .map(TaskEvent::eventType)
            .filter(TERMINAL_EVENTS::contains)
            .toList();
    check(ends.size() == 1, name(ended) + " has the terminal events " + ends);
    Receipt receipt = world.receipt(task);
    for (ReceiptLine line : receipt.lines()) {
      leases.add(line.leaseId());
      check(SETTLED.contains(line.state()), name(ended) + " holds " + line);
    }
    ChangeRequest changeRequest =
        ended.sessionId() == null ? null : world.evidence(task).changeRequest();
    if (changeRequest != null) {
      check(
          changeRequests.add(ended.repo() + " " + changeRequest.number()),
          name(ended) + " shares its change request " + changeRequest);
    }
    pushedOnce(ended, changeRequest != null);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  private static String name(TaskDetail task) {
    return "task "
        + task.taskId()
        + " on "
        + task.repo()
        + ", "
        + task.status()
        + ": "
        + task.errorMessage();
  }

  private TaskDetail awaitEnd(String task) {
    return Awaitility.await("task " + task + " ends and is cleaned up")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> world.task(task),
            detail ->
                TERMINAL.contains(detail.status())
                    && Set.of("complete", "none").contains(detail.cleanup().state()));
  }

  /** At most one branch of a task, with exactly one commit; a completed one has both. */
  private void pushedOnce(TaskDetail task, boolean hasChangeRequest)
      throws IOException, InterruptedException {
    List<String> branches = new ArrayList<>();
    for (Path forge : forges()) {
      String pattern = "refs/heads/berth/" + task.taskId().toLowerCase(Locale.ROOT);
      for (String branch : Git.run(forge, "for-each-ref", "--format=%(refname)", pattern)) {
        branches.add(branch);
        List<String> commits = Git.run(forge, "rev-list", "--count", "main.." + branch);
        check(commits.equals(List.of("1")), name(task) + " pushed " + commits + " commits");
      }
    }
    boolean completed = task.status().equals("COMPLETED");
    check(branches.size() <= 1, name(task) + " has the branches " + branches);
    check(!completed || branches.size() == 1, name(task) + " has no branch");
    check(!completed || hasChangeRequest, name(task) + " has no change request");
  }

  private List<Path> forges() throws IOException {
    Path forges = world.data().resolve("forge");
    if (!Files.exists(forges)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(forges)) {
      return entries.filter(entry -> entry.toString().endsWith(".git")).toList();
    }
  }
}
