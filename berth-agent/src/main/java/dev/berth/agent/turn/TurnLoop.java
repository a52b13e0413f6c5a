package dev.berth.agent.turn;

import dev.berth.agent.TaskFailure;
import dev.berth.agent.model.Model;
import dev.berth.agent.model.ModelException;
import dev.berth.agent.model.ModelMessage;
import dev.berth.agent.model.ModelReply;
import dev.berth.runtime.session.Directive;
import dev.berth.runtime.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the model, does what it wants, and asks again, until it has nothing more to do. Between two
 * turns it obeys the control plane's directives. One conversation; not thread-safe.
 */
public final class TurnLoop {
  /** Characters of the model's words an event carries. */
  private static final int PREVIEW = 2_000;

  /**
   * The gateway's words for a call that does not fit beside what is kept for landing, or into the
   * day's money.
   */
  private static final Set<String> NO_MONEY = Set.of("BUDGET_REFUSED", "DAY_BUDGET_SPENT");

  /**
   * How often a call is repeated that failed at the provider.
   *
   * @param most attempts in all
   * @param first wait before the second; doubled each time, up to {@code longest}
   */
  public record Patience(int most, Duration first, Duration longest) {
    /** Half a minute in all. */
    public static final Patience STANDARD =
        new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(15));
  }

  /** What the loop works with. */
  public record Parts(
      Session session,
      Model model,
      ToolRunner tools,
      Redactor redactor,
      StopSignal stop,
      Patience patience) {}

  private final Parts with;
  private final int maxTurns;
  private final List<ModelMessage> conversation = new ArrayList<>();
  private int attempted;
  private int completed;
  private String lastText = "";

  /** A loop of at most so many turns. */
  public TurnLoop(Parts with, int maxTurns) {
    this.with = with;
    this.maxTurns = maxTurns;
  }

  /** Turns the model finished. */
  public int turnsCompleted() {
    return completed;
  }

  /**
   * Runs the conversation to its end.
   *
   * @return the model's last words
   * @throws TaskFailure {@code TURNS_EXHAUSTED}, {@code AGENT_LOOP}, or the code of a model call
   *     that failed
   * @throws InterruptedException when the work was stopped
   */
  public String run(String system, String task) throws InterruptedException {
    conversation.add(new ModelMessage.User(task));
    while (true) {
      if (obey()) {
        return lastText;
      }
      if (attempted >= maxTurns) {
        throw new TaskFailure("TURNS_EXHAUSTED", "The limit of " + maxTurns + " turns was reached");
      }
      ModelReply reply;
      try {
        reply = turn(system);
      } catch (TaskFailure e) {
        if (NO_MONEY.contains(e.code()) && completed > 0) {
          // What is left is kept for landing: the work so far is brought home.
          return lastText;
        }
        throw e;
      }
      ModelMessage.Assistant said = reply.message();
      conversation.add(said);
      lastText = said.text().isBlank() ? lastText : said.text();
      for (ModelMessage.ToolCall call : said.calls()) {
        conversation.add(with.tools().run(call, attempted));
      }
      if (said.calls().isEmpty()) {
        if (reply.cutOff()) {
          conversation.add(
              new ModelMessage.User("Your answer was cut off. Go on, in smaller steps."));
        } else if (!heardMore()) {
          return lastText;
        }
      }
    }
  }

  /** Whether a person said something while the model thought it was finished. */
  private boolean heardMore() throws InterruptedException {
    int before = conversation.size();
    boolean land = obey();
    return !land && conversation.size() > before;
  }

  /** Takes the newest directives; true when the work shall be brought home. */
  private boolean obey() throws InterruptedException {
    with.session().heartbeat().turns(attempted, completed);
    with.session().heartbeat().beatNow();
    boolean land = false;
    for (Directive directive : with.session().heartbeat().takeDirectives()) {
      switch (directive) {
        case Directive.Cancel ignored -> with.stop().stop(StopSignal.Reason.CANCELLED);
        case Directive.Nudge nudge ->
            conversation.add(
                new ModelMessage.User(
                    "Note from the person who gave you this task: " + nudge.text()));
        case Directive.Denial denial ->
            conversation.add(
                new ModelMessage.User(
                    denial.text()
                        + "\nDo not try the same again; reach the goal in another way, or say what"
                        + " is missing."));
        case Directive.Land ignored -> land = true;
        case Directive.Deadline ignored -> {
          // The supervisor enforces it; a land directive comes before.
        }
        case Directive.Other ignored -> {
          // Acknowledged like the others; there is nothing this version could do.
        }
      }
    }
    if (with.stop().reason().isPresent()) {
      throw new InterruptedException("the work was stopped");
    }
    return land;
  }

  private ModelReply turn(String system) throws InterruptedException {
    attempted++;
    with.session().heartbeat().turns(attempted, completed);
    with.session().heartbeat().activity("thinking");
    long started = System.nanoTime();
    ModelReply reply = ask(system);
    completed++;
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("turn", attempted);
    event.put("input_tokens", reply.inputTokens());
    event.put("output_tokens", reply.outputTokens());
    event.put("duration_ms", (System.nanoTime() - started) / 1_000_000);
    event.put("tool_calls", reply.message().calls().size());
    event.put("message", with.redactor().preview(reply.message().text(), PREVIEW));
    with.session().events().add("agent_turn", event);
    return reply;
  }

  private ModelReply ask(String system) throws InterruptedException {
    Duration wait = with.patience().first();
    for (int attempt = 1; ; attempt++) {
      try {
        return with.model().next(system, conversation);
      } catch (ModelException e) {
        boolean again =
            switch (e.kind()) {
              case NOT_REACHED -> !with.session().ended();
              case PASSING -> attempt < with.patience().most();
              case FINAL -> false;
            };
        String message = with.redactor().preview(String.valueOf(e.getMessage()), 500);
        if (!again) {
          throw new TaskFailure(e.code(), "The model call failed: " + message);
        }
        with.session()
            .events()
            .add(
                "agent_error",
                Map.of(
                    "turn", attempted, "code", e.code(), "message", message, "attempt", attempt));
        with.session().pause(wait);
        wait =
            wait.multipliedBy(2).compareTo(with.patience().longest()) < 0
                ? wait.multipliedBy(2)
                : with.patience().longest();
      }
    }
  }
}
