package dev.berth.engine.task;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gate.Gate;
import dev.berth.core.id.SessionId;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Command;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the commands of a move into rows and jobs of the same transaction. Touches nothing outside
 * the database. Thread-safe.
 */
public final class CommandWriter {
  private final Jobs jobs;

  public CommandWriter(Jobs jobs) {
    this.jobs = jobs;
  }

  /** The task as it is to be stored: with its session, when a command binds one. */
  Task bound(Task task, List<Command> commands) {
    for (Command command : commands) {
      if (command instanceof Command.BindSession bind) {
        return task.withSession(bind.session());
      }
    }
    return task;
  }

  void write(Tx tx, Task task, List<Command> commands, Instant now) {
    for (Command command : commands) {
      write(tx, task, command, now);
    }
  }

  private void write(Tx tx, Task task, Command command, Instant now) {
    String key = task.id().value();
    switch (command) {
      case Command.Admit admit -> jobs.schedule(tx, JobKind.ADMIT, key, now);
      case Command.BindSession bind -> {} // part of the task's row
      case Command.Hydrate hydrate -> jobs.schedule(tx, JobKind.HYDRATE, key, now);
      case Command.TellCancel tell ->
          task.session()
              .ifPresent(
                  id -> tx.sessions().addDirective(id, new Directive.Cancel(tell.reason(), now)));
      case Command.StrandGates strand -> strandGates(tx, task, now);
      case Command.NarrowAndClean narrow ->
          task.session().ifPresent(id -> narrowAndClean(tx, id, now));
      case Command.Settle settle -> jobs.schedule(tx, JobKind.SETTLE, key, now);
      case Command.FreeSlots free -> {
        tx.slots().free(task.id());
        jobs.schedule(tx, JobKind.GRANT, "all", now);
        // Room and branch waited for this.
        tx.sessions()
            .of(task.id())
            .forEach(s -> jobs.schedule(tx, JobKind.CLEANUP, s.id().value(), now));
      }
      case Command.DeadlineAt deadline -> {
        // A job that waits keeps the earlier of two times: the old one goes first.
        jobs.cancel(tx, JobKind.DEADLINE, key);
        jobs.schedule(tx, JobKind.DEADLINE, key, deadline.at());
      }
      case Command.NoDeadline none -> jobs.cancel(tx, JobKind.DEADLINE, key);
    }
  }

  /** Nobody can decide them any more; the event tells whoever waits, and whoever was asked. */
  private void strandGates(Tx tx, Task task, Instant now) {
    for (Gate gate : tx.gates().of(task.id())) {
      if (gate.isPending()) {
        Gate stranded = gate.closed(Gate.Status.STRANDED, Gate.Closed.undecided(now));
        if (!tx.gates().update(stranded)) {
          throw new BerthException(
              ErrorCode.CONFLICT, "gate " + gate.id() + " was changed meanwhile");
        }
        jobs.cancel(tx, JobKind.GATE_EXPIRY, gate.id().value());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("request_id", gate.id().value());
        facts.put("decision", Signal.Resolution.WITHDRAWN.name());
        tx.events()
            .append(
                task.id(), List.of(NewEvent.of(EventType.APPROVAL_DECISION_RECORDED, now, facts)));
      }
    }
  }

  private void narrowAndClean(Tx tx, SessionId id, Instant now) {
    tx.grants().narrow(id, now);
    boolean closed = false;
    while (!closed) {
      Session session = tx.sessions().find(id).orElseThrow();
      closed = session.state().isClosing() || tx.sessions().update(session.closing());
    }
    jobs.schedule(tx, JobKind.CLEANUP, id.value(), now);
  }
}
