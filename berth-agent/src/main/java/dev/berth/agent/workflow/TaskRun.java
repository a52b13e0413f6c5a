package dev.berth.agent.workflow;

import dev.berth.agent.AgentSettings;
import dev.berth.agent.TaskFailure;
import dev.berth.agent.turn.Redactor;
import dev.berth.agent.turn.StopSignal;
import dev.berth.runtime.JsonLog;
import dev.berth.runtime.session.Directive;
import dev.berth.runtime.session.Result;
import dev.berth.runtime.session.Session;
import dev.berth.runtime.session.SessionAddress;
import dev.berth.runtime.session.SessionContext;
import dev.berth.runtime.session.SessionEndedException;
import dev.berth.runtime.session.SessionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One task, from the open session to the reported result. Runs once, on the calling thread. */
public final class TaskRun {
  private final AgentSettings settings;
  private final Session session;
  private final SessionAddress address;
  private final JsonLog log;
  private final Redactor redactor;
  private final StopSignal stop = new StopSignal();

  /**
   * A run in a session that is open already, so that the heartbeat does not wait for anything here.
   */
  public TaskRun(AgentSettings settings, Session session, SessionAddress address, JsonLog log) {
    this.settings = settings;
    this.session = session;
    this.address = address;
    this.log = log;
    redactor = new Redactor(List.of(address.token()));
  }

  /** Asks the run to stop, as when the process is told to end. */
  public void stop() {
    stop.stop(StopSignal.Reason.SHUTDOWN);
  }

  /** Does the task and reports how it ended. */
  public void run() {
    session.heartbeat().onArrival(this::hear);
    session.onEnd(() -> stop.stop(StopSignal.Reason.SESSION_ENDED));
    stop.worker(Thread.currentThread());
    try {
      SessionContext context = session.context();
      Steps steps = new Steps(new Steps.Parts(settings, session, address, context, redactor, stop));
      Result result = work(steps, context);
      stop.workerDone();
      report(result);
    } catch (InterruptedException e) {
      stop.workerDone();
      stopped();
    } catch (SessionEndedException e) {
      log.warn("agent", "The session ended before the task did", e);
    } catch (RuntimeException e) {
      log.error("agent", "The task could not be run", e);
      stop.workerDone();
      reportSafely(failed("AGENT_FAILED", redactor.preview(String.valueOf(e), 1_000)));
    }
  }

  /** A cancel cannot wait for the end of a turn: the thread that works is interrupted. */
  private void hear(Directive directive) {
    if (directive instanceof Directive.Cancel) {
      stop.stop(StopSignal.Reason.CANCELLED);
    }
  }

  private Result work(Steps steps, SessionContext context) throws InterruptedException {
    try {
      for (SessionContext.Step step : context.workflow().steps()) {
        oneStep(steps, step);
      }
      return steps.result("success", null, steps.lastWords());
    } catch (TaskFailure failure) {
      String message = redactor.preview(failure.text(), 2_000);
      session.events().add("agent_error", Map.of("code", failure.code(), "message", message));
      return steps.result("error", failure.code(), message + steps.savePartialWork());
    }
  }

  private void oneStep(Steps steps, SessionContext.Step step) throws InterruptedException {
    session.heartbeat().activity(step.name());
    long started = System.nanoTime();
    Steps.State state = Steps.State.FAILED;
    try {
      state = steps.run(step);
    } finally {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("milestone", step.name());
      event.put("state", state.wireName());
      event.put("ok", state == Steps.State.SUCCEEDED || state == Steps.State.SKIPPED);
      event.putAll(steps.takeDetails());
      event.put("duration_ms", (System.nanoTime() - started) / 1_000_000);
      session.events().add("agent_milestone", event);
    }
  }

  private void stopped() {
    StopSignal.Reason reason = stop.reason().orElse(StopSignal.Reason.SHUTDOWN);
    log.info("agent", "The work was stopped: " + reason);
    if (reason == StopSignal.Reason.CANCELLED) {
      reportSafely(failed("CANCELLED", "The task was cancelled"));
    }
  }

  private static Result failed(String code, String message) {
    return new Result("error", code, message, 0, Map.of(), List.of());
  }

  private void reportSafely(Result result) {
    try {
      report(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Result result) throws InterruptedException {
    session.heartbeat().activity("done");
    try {
      session.report(result);
    } catch (SessionException e) {
      // The session is closed to results already, for example after a cancel: nothing more can be
      // said.
      log.warn("agent", "The result was not taken", e);
    }
  }
}
