package dev.berth.chaos.simulated;

import dev.berth.chaos.Counters;
import dev.berth.chaos.Played;
import dev.berth.core.event.EventType;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.TaskId;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.testkit.backend.FakeSandbox;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what is there when all is over. It looks at the world and at what anybody may read of a
 * task; it does not read the ledger and asks no custodian.
 */
final class Judge {
  private static final Set<EventType> ENDS =
      EnumSet.of(
          EventType.TASK_COMPLETED,
          EventType.TASK_FAILED,
          EventType.TASK_CANCELLED,
          EventType.TASK_TIMED_OUT);

  private final SimulatedWorld world;
  private final List<String> violations = new ArrayList<>();

  Judge(SimulatedWorld world) {
    this.world = world;
  }

  Played verdict() {
    violations.addAll(world.ownership().violations());
    long leftovers = leftovers();
    long stuck = 0;
    long lost = 0;
    long doubled = world.books().agentsStartedTwice().size();
    world.books().agentsStartedTwice().forEach(id -> violations.add("agent started twice: " + id));
    for (TaskId id : world.submitted()) {
      Optional<Task> task = world.database().read(tx -> tx.tasks().find(id));
      if (task.isEmpty()) {
        lost += found("lost: " + id);
      } else if (!task.get().status().isTerminal()) {
        stuck +=
            found("stuck: " + id + " is " + task.get().status() + ", " + task.get().state().fate());
      } else {
        lost += lost(task.get());
        doubled += doubled(task.get());
      }
    }
    Counters counters =
        new Counters(
            world.submitted().size(),
            leftovers,
            stuck,
            lost,
            doubled,
            world.injector().faults(),
            world.injector().kills(),
            world.recoveries(),
            world.books().things());
    return new Played(counters, violations);
  }

  private long found(String what) {
    violations.add(what);
    return 1;
  }

  private long leftovers() {
    long count = 0;
    for (FakeSandbox sandbox : world.backend().running()) {
      count += found("left: sandbox " + world.explained(sandbox.lease()));
    }
    for (LeaseId workspace : world.backend().workspaces()) {
      count += found("left: workspace " + world.explained(workspace));
    }
    for (LeaseId directory : world.doors().directories()) {
      count += found("left: doors " + world.explained(directory));
    }
    if (world.missingRooms() > 0) {
      count += world.missingRooms();
      violations.add("left: " + world.missingRooms() + " rooms that nobody uses and nobody gets");
    }
    String main = tip("main").orElse("");
    for (String branch : world.forge().branches()) {
      if (!branch.equals("main") && tip(branch).filter(main::equals).isPresent()) {
        count += found("left: branch " + branch + " without commits");
      }
    }
    return count;
  }

  /** It ended once and says so; what it says to have done is there. */
  private long lost(Task task) {
    long ends =
        world.database().read(tx -> tx.events().after(task.id(), 0, 1000)).stream()
            .filter(event -> ENDS.contains(event.type()))
            .count();
    if (ends != 1) {
      return found("lost: " + task.id() + " has " + ends + " ends");
    }
    boolean hasRequest = task.work().branch().filter(branch -> requests(branch) > 0).isPresent();
    return task.status() == TaskStatus.COMPLETED && !hasRequest
        ? found("lost: " + task.id() + " is COMPLETED without a change request")
        : 0;
  }

  private long doubled(Task task) {
    if (task.work().branch().isEmpty()) {
      return 0;
    }
    String branch = task.work().branch().get();
    long count = 0;
    if (requests(branch) > 1 || world.books().requests(branch) > 1) {
      count += found("twice: change request of " + branch);
    }
    int commits = commits(branch);
    if (commits > world.behaviour(task.id()).commits()) {
      count += found("twice: " + commits + " commits on " + branch);
    }
    return count;
  }

  private long requests(String branch) {
    return world.forge().changeRequests().stream()
        .map(ChangeRequest::branch)
        .filter(branch::equals)
        .count();
  }

  private int commits(String branch) {
    return tip(branch)
        .map(
            head ->
                world
                    .mirror()
                    .commitsBeyond(world.repositoryOfAll(), tip("main").orElseThrow(), head))
        .orElse(0);
  }

  private Optional<String> tip(String branch) {
    return world.forge().branchOid(world.repositoryOfAll(), branch);
  }
}
