package dev.berth.init.session;

import dev.berth.init.checkpoint.Checkpointer;
import dev.berth.init.clock.Clock;
import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.OutputRelay;
import dev.berth.init.gateway.SessionEnded;
import dev.berth.init.verify.Git;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One agent from its start to the report of its end. */
final class AgentSession {
  /** How long word of the end may take when the session is being stopped anyway. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  /** A session that ends waits so long for its last checkpoint. */
  private static final Duration LAST_CHECKPOINT = Duration.ofSeconds(5);

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  private final Boot boot;
  private final Plan plan;
  private final GatewayClient gateway;
  private final StopSignal stop;
  private final Clock clock;
  private final OutputRelay output;
  private final AgentHttp http;
  private final Optional<Checkpointer> checkpoints;

  AgentSession(Boot boot, Plan plan, GatewayClient gateway, StopSignal stop, Clock clock) {
    this.boot = boot;
    this.plan = plan;
    this.gateway = gateway;
    this.stop = stop;
    this.clock = clock;
    this.output = new OutputRelay(gateway);
    this.http = new AgentHttp(plan.number("agent.port", 8080), clock);
    this.checkpoints =
        plan.find("checkpoint.url")
            .map(
                url ->
                    new Checkpointer(
                        new Git(boot.token(), boot.home()),
                        new Checkpointer.Target(
                            plan.path("checkpoint.tree", boot.workspace().resolve("repo")),
                            url,
                            plan.text("checkpoint.ref", "refs/berth/checkpoint/unnamed")),
                        boot.workspace().resolve(".berth-checkpoint.git")));
  }

  /** Runs the agent; answers its exit code. */
  int run() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Thread.ofVirtual().start(output::sendAll);
    GeneratedFiles.write(boot.home(), plan.below("file."));
    AgentProcess agent;
    try {
      Path directory = plan.path("agent.cwd", boot.workspace());
      agent =
          AgentProcess.start(
              plan.list("agent.command"), directory, plan.below("agent.env."), output);
    } catch (IOException e) {
      System.err.println("init: the agent cannot be started: " + e.getMessage());
      report(127, "agent_not_started");
      return 127;
    }
    Pulse pulse = new Pulse(gateway, stop, boot.memoryUsage(), grace());
    Thread.ofVirtual().start(() -> pulse.run(boot.pulse(), () -> pinged(agent), agent::alive));
    Thread.ofVirtual().start(() -> bringUp(agent, begun));
    Thread.ofVirtual().start(this::saveRegularly);
    return accompany(agent);
  }

  private String pinged(AgentProcess agent) {
    return plan.kind().isHttp() && agent.alive() ? http.ping() : "none";
  }

  private Duration grace() {
    return plan.millis("stop.grace_ms", DEFAULT_GRACE);
  }

  private void bringUp(AgentProcess agent, long begun) {
    try {
      if (plan.kind().isHttp() && !becameHealthy(agent)) {
        return;
      }
      long took = (System.nanoTime() - begun) / 1_000_000;
      gateway.deliver(
          "/session/ready",
          Map.of("agent_pid", Long.toString(agent.pid()), "startup_ms", Long.toString(took)));
      if (plan.kind().isHttp()) {
        new Invocation(plan, http, gateway, agent.onExit()).run();
      }
    } catch (SessionEnded e) {
      stop.raise(grace(), "session_ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A healthy ping; an agent that takes too long is stopped. */
  private boolean becameHealthy(AgentProcess agent) throws InterruptedException {
    Duration limit = plan.millis("agent.start_timeout_ms", START_LIMIT);
    long end = System.nanoTime() + limit.toNanos();
    Duration pause = Duration.ofMillis(4);
    while (agent.alive() && System.nanoTime() < end) {
      if (!http.ping().equals("none")) {
        return true;
      }
      clock.sleep(pause);
      pause = pause.compareTo(Duration.ofMillis(50)) < 0 ? pause.plusMillis(2) : pause;
    }
    if (agent.alive()) {
      stop.raise(Duration.ofSeconds(1), "start_timeout");
    }
    return false;
  }

  private void saveRegularly() {
    Duration interval = plan.millis("checkpoint.interval_ms", Duration.ofSeconds(60));
    Duration limit = plan.millis("checkpoint.limit_ms", interval);
    try {
      while (checkpoints.isPresent() && !stop.await(interval)) {
        save(limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void saveLast() {
    try {
      save(LAST_CHECKPOINT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void save(Duration limit) throws InterruptedException {
    try {
      if (checkpoints.isPresent()) {
        checkpoints.get().save(limit);
      }
    } catch (IOException e) {
      System.err.println("init: no checkpoint: " + e.getMessage());
    }
  }

  private int accompany(AgentProcess agent) throws IOException, InterruptedException {
    CompletableFuture.anyOf(agent.onExit(), stop.future()).join();
    if (agent.alive()) {
      agent.stop(stop.future().join().grace());
    }
    String reason = stop.raised() ? stop.future().join().because() : "exited";
    Thread last = Thread.ofVirtual().start(this::saveLast);
    report(agent.exitCode(), reason);
    last.join(LAST_CHECKPOINT);
    output.awaitSent(stop.raised() ? LAST_WORDS : Duration.ofSeconds(30));
    return agent.exitCode();
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
