package dev.berth.cli.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Rules about an agent's process. They need an agent that the kit starts itself. */
final class ProcessChecks {
  private static final String START_OPTION = "an agent that the kit starts: --start";

  private final Optional<AgentProcess.Start> start;

  /**
   * @param start how to start another one of the agent that is looked at
   */
  ProcessChecks(Optional<AgentProcess.Start> start) {
    this.start = start;
  }

  /** These end with no agent running, so they come last. */
  List<Check> all() {
    return List.of(
        Check.of("RUN-1", "the agent starts", "a first answer to ping within 120 s", this::starts),
        Check.of(
            "RUN-2",
            "an agent without work ends when it is told to",
            "exit code 0 within 15 s after SIGTERM",
            this::terminates),
        Check.of(
            "RUN-3",
            "work in flight is finished first",
            "the whole answer to a slow request, then exit code 0, within 15 s after SIGTERM",
            this::drains));
  }

  private Verdict starts(Target agent) throws Deviation, IOException, InterruptedException {
    if (start.isEmpty()) {
      return new Verdict.NotChecked(START_OPTION);
    }
    try (AgentProcess _ = started(agent)) {
      return Verdict.KEPT;
    }
  }

  private Verdict terminates(Target agent) throws Deviation, IOException, InterruptedException {
    if (start.isEmpty()) {
      return new Verdict.NotChecked(START_OPTION);
    }
    try (AgentProcess process = started(agent)) {
      process.terminate();
      return ended(agent, process);
    }
  }

  private Verdict drains(Target agent) throws Deviation, IOException, InterruptedException {
    if (start.isEmpty()) {
      return new Verdict.NotChecked(START_OPTION);
    }
    if (agent.payloads().slow().isEmpty()) {
      return new Verdict.NotChecked("a slow request: --slow-payload");
    }
    try (AgentProcess process = started(agent)) {
      CompletableFuture<Reply> running = agent.begin(agent.payloads().slow().get());
      if (!agent.within(Duration.ofSeconds(5), () -> agent.ping().busy())) {
        return new Verdict.NotChecked("an agent that says HealthyBusy, see PING-5");
      }
      process.terminate();
      Verdict end = ended(agent, process);
      Optional<Reply> answer =
          running.handle((reply, failure) -> Optional.ofNullable(reply)).join();
      if (answer.isEmpty() || !answer.get().succeeded()) {
        throw new Deviation(
            "the request was answered by "
                + answer.map(Reply::shown).orElse("a broken connection"));
      }
      return end;
    }
  }

  private AgentProcess started(Target agent) throws Deviation, IOException, InterruptedException {
    AgentProcess process = start.orElseThrow().now();
    boolean up = false;
    try {
      up = agent.within(AgentProcess.START, () -> answers(agent, process));
      if (!up) {
        throw new Deviation("no answer to ping within 120 s");
      }
      return process;
    } finally {
      if (!up) {
        process.close();
      }
    }
  }

  private static boolean answers(Target agent, AgentProcess process)
      throws Deviation, InterruptedException {
    if (!process.alive()) {
      throw new Deviation("exit code " + AgentProcess.shown(process.await()) + " before any ping");
    }
    try {
      agent.ping();
      return true;
    } catch (IOException e) {
      return false; // Not listening yet.
    }
  }

  private static Verdict ended(Target agent, AgentProcess process)
      throws Deviation, IOException, InterruptedException {
    if (!agent.within(AgentProcess.DRAIN, () -> !process.alive())) {
      throw new Deviation("still running 15 s after SIGTERM");
    }
    int code = process.await();
    if (code != 0) {
      throw new Deviation("exit code " + AgentProcess.shown(code));
    }
    return Verdict.KEPT;
  }
}
