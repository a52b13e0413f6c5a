package dev.berth.agent;

import dev.berth.agent.workflow.TaskRun;
import dev.berth.runtime.AgentApp;
import dev.berth.runtime.JsonLog;
import dev.berth.runtime.TaskHandle;
import dev.berth.runtime.session.Session;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The reference coding agent as a process: answers its one invocation at once and works in the
 * background.
 *
 * <p>Arguments: {@code --host} (0.0.0.0), {@code --port} (8080), {@code --workspace} (/workspace).
 */
public final class AgentMain {
  private final AgentSettings settings;
  private final InstantSource clock;
  private final AgentApp app;
  private final AtomicReference<@Nullable TaskRun> running = new AtomicReference<>(null);
  private final AtomicBoolean invoked = new AtomicBoolean();

  private AgentMain(AgentSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    app =
        AgentApp.builder()
            .host(settings.host())
            .port(settings.port())
            .clock(clock)
            .handler(JsonNode.class, this::invoke)
            .build();
  }

  /** Runs until SIGTERM. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    AgentSettings settings;
    try {
      settings = AgentSettings.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("berth-agent: " + e.getMessage());
      System.exit(2);
      return;
    }
    AgentMain main = new AgentMain(settings, InstantSource.system());
    main.app.onShutdown(main::stop);
    main.app.run();
  }

  private Map<String, String> invoke(JsonNode body) {
    Invocation invocation = Invocation.parse(body);
    Session.Edge edge = new Session.Edge(clock, app.log(), () -> UUID.randomUUID().toString());
    if (!invoked.compareAndSet(false, true)) {
      return Map.of("status", "already_running", "session_id", invocation.sessionId());
    }
    TaskHandle busy = app.task("task");
    // The heartbeat comes before everything: the classes of the work load while it is on its way.
    Session session = Session.open(invocation.address(), settings.pace(), edge);
    Thread.ofPlatform().name("berth-task").start(() -> work(invocation, session, busy));
    return Map.of("status", "accepted", "session_id", invocation.sessionId());
  }

  private void work(Invocation invocation, Session session, TaskHandle busy) {
    try (busy) {
      TaskRun run = new TaskRun(settings, session, invocation.address(), log());
      running.set(run);
      run.run();
    }
  }

  private void stop() {
    TaskRun run = running.get();
    if (run != null) {
      run.stop();
    }
  }

  private JsonLog log() {
    return app.log();
  }
}
