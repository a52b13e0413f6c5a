package dev.berth.init.session;

import dev.berth.init.clock.Clock;
import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.OutputRelay;
import dev.berth.init.gateway.SessionEnded;
import dev.berth.init.work.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One agent from its start to the report of its end. For an agent that is not aware of Berth that
 * includes its clone, and commit and push of what it left.
 */
final class AgentSession {
  /** How long word of the end may take when the session is being stopped anyway. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(30);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** How the end of a program shows that never ran. */
  private static final int NOT_STARTED = 127;

  private final Boot boot;
  private final Plan plan;
  private final GatewayClient gateway;
  private final StopSignal stop;
  private final Clock clock;
  private final OutputRelay output;
  private final AgentHttp http;
  private final SessionWork work;

  /** Written once, by whoever starts it. */
  private volatile @Nullable AgentProcess agent;

  AgentSession(Boot boot, Plan plan, GatewayClient gateway, StopSignal stop, Clock clock) {
    this.boot = boot;
    this.plan = plan;
    this.gateway = gateway;
    this.stop = stop;
    this.clock = clock;
    this.output = new OutputRelay(gateway);
    this.http = new AgentHttp(plan.number("agent.port", 8080), clock);
    this.work = SessionWork.of(boot, plan, gateway, clock);
  }

  /** Runs the agent; answers its exit code. */
  int run() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Thread.ofVirtual().start(output::sendAll);
    GeneratedFiles.write(boot.home(), plan.below("file."));
    Pulse pulse = new Pulse(gateway, stop, boot.memoryUsage(), grace());
    Thread.ofVirtual().start(() -> pulse.run(boot.pulse(), this::ping, this::isAlive));
    if (!plan.kind().isHttp() && !prepared(begun)) {
      return NOT_STARTED;
    }
    AgentProcess started;
    try {
      started = start();
    } catch (IOException e) {
      System.err.println("init: the agent cannot be started: " + e.getMessage());
      report(NOT_STARTED, "agent_not_started");
      return NOT_STARTED;
    }
    agent = started;
    Thread conversation = Thread.ofVirtual().start(() -> converse(started, begun));
    Thread.ofVirtual().start(() -> work.saveRegularly(stop));
    return accompany(started, conversation);
  }

  private AgentProcess start() throws IOException {
    return AgentProcess.start(
        new AgentProcess.Start(
            plan.list("agent.command"),
            plan.path("agent.cwd", boot.workspace()),
            plan.below("agent.env."),
            plan.text("agent.stdin", "")),
        output);
  }

  private String ping() {
    return plan.kind().isHttp() && isAlive() ? http.ping() : "none";
  }

  private boolean isAlive() {
    AgentProcess process = agent;
    return process != null && process.alive();
  }

  private Duration grace() {
    return plan.millis("stop.grace_ms", DEFAULT_GRACE);
  }

  /**
   * The clone of a command, which a session that is ready makes: it takes as long as it takes.
   *
   * @return false when there is none, or the session is to end, which is reported then
   */
  private boolean prepared(long begun) throws InterruptedException {
    boolean cloned = true;
    try {
      ready(0, begun);
      Optional<Work> repository = work.repository();
      cloned = repository.isEmpty() || untilStopped(() -> repository.get().begin());
    } catch (SessionEnded e) {
      stop.raise(grace(), "session_ended");
    }
    if (cloned && !stop.raised()) {
      return true;
    }
    report(NOT_STARTED, stop.raised() ? stop.future().join().because() : "clone_failed");
    return false;
  }

  private void ready(long pid, long begun) throws SessionEnded, InterruptedException {
    long took = (System.nanoTime() - begun) / 1_000_000;
    gateway.deliver(
        "/session/ready",
        Map.of("agent_pid", Long.toString(pid), "startup_ms", Long.toString(took)));
  }

  /** All that is said to an HTTP agent: ping until it is up, and the one invocation. */
  private void converse(AgentProcess process, long begun) {
    if (!plan.kind().isHttp()) {
      return;
    }
    try {
      if (!becameHealthy(process)) {
        return;
      }
      ready(process.pid(), begun);
      Optional<Work> repository = work.repository();
      if (repository.isEmpty() || repository.get().begin()) {
        new Invocation(plan, http, gateway, process.onExit(), finished -> finish(process, finished))
            .run();
      }
    } catch (SessionEnded e) {
      stop.raise(grace(), "session_ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After a plain agent's answer: it may work on for as long as it says that it is busy. */
  private boolean finish(AgentProcess process, boolean finished) throws InterruptedException {
    Optional<Work> repository = work.repository();
    return new Idleness(http, clock).await(process)
        && (repository.isEmpty() || repository.get().end(finished));
  }

  /** A healthy ping; an agent that takes too long is stopped. */
  private boolean becameHealthy(AgentProcess process) throws InterruptedException {
    Duration limit = plan.millis("agent.start_timeout_ms", START_LIMIT);
    long end = System.nanoTime() + limit.toNanos();
    Duration pause = Duration.ofMillis(4);
    while (process.alive() && System.nanoTime() < end) {
      if (!http.ping().equals("none")) {
        return true;
      }
      clock.sleep(pause);
      pause = pause.compareTo(Duration.ofMillis(50)) < 0 ? pause.plusMillis(2) : pause;
    }
    if (process.alive()) {
      stop.raise(Duration.ofSeconds(1), "start_timeout");
    }
    return false;
  }

  private int accompany(AgentProcess process, Thread conversation)
      throws IOException, InterruptedException {
    CompletableFuture.anyOf(process.onExit(), stop.future()).join();
    if (process.alive()) {
      process.stop(stop.future().join().grace());
    }
    int code = process.exitCode();
    if (!stop.raised()) {
      endedByItself(code, conversation);
    }
    String reason = stop.raised() ? stop.future().join().because() : "exited";
    Thread last = Thread.ofVirtual().start(work::saveLast);
    report(code, reason);
    last.join(SessionWork.LAST_CHECKPOINT);
    output.awaitSent(stop.raised() ? LAST_WORDS : OUTPUT_LIMIT);
    return code;
  }

  /**
   * What is to be done before anybody hears of the end. A command that was killed decided nothing:
   * what it left is a checkpoint, not work.
   */
  private void endedByItself(int code, Thread conversation) throws InterruptedException {
    if (plan.kind().isHttp()) {
      untilStopped(
          () -> {
            conversation.join();
            return true;
          });
      return;
    }
    // Its last words are a part of its result.
    output.awaitSent(LAST_WORDS);
    Optional<Work> repository = work.repository();
    if (repository.isPresent() && code <= 128) {
      untilStopped(() -> repository.get().end(code == 0));
    }
  }

  /** Does something for as long as the session goes on; false when it failed or was left. */
  private boolean untilStopped(Step step) throws InterruptedException {
    CompletableFuture<Object> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                done.complete(step.run());
              } catch (InterruptedException e) {
                done.complete(false);
              }
            });
    return Boolean.TRUE.equals(CompletableFuture.anyOf(done, stop.future()).join());
  }

  private interface Step {
    boolean run() throws InterruptedException;
  }

  private void report(int code, String reason) throws InterruptedException {
    Map<String, String> exit =
        Map.of(
            "exit_code",
            Integer.toString(code),
            "signal",
            code > 128 ? Integer.toString(code - 128) : "",
            "oom",
            "false",
            "reason",
            reason);
    Thread sender = Thread.ofVirtual().start(() -> deliverExit(exit));
    while (!sender.join(LAST_WORDS)) {
      // An ordinary end is told however long the control plane is away; a wished one is known.
      if (stop.raised()) {
        return;
      }
    }
  }

  private void deliverExit(Map<String, String> exit) {
    try {
      GatewayClient.Answer answer = gateway.deliver("/session/exit", exit);
      if (!answer.ok()) {
        System.err.println("init: the exit report was refused with " + answer.status());
      }
    } catch (SessionEnded e) {
      // Nobody waits for the report any more.
      System.err.println("init: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
