package dev.berth.bench.held;

import dev.berth.api.http.Routes;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.bench.lifecycle.InProcessBackend;
import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Scratch;
import dev.berth.bench.measure.Series;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.http.WireJson;
import dev.berth.core.backend.Backend;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.Surroundings;
import dev.berth.server.Wrapping;
import dev.berth.server.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one node holds: {@code HeldRun COMMIT HOME SESSIONS SECONDS}. A whole server, whose sessions
 * are clients that speak the session protocol on its real sockets: a heartbeat every 5 s, two
 * events a second. Clients and server share the machine, and this process. Meanwhile somebody reads
 * over the API, first with no session, then with all.
 */
public final class HeldRun {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final String TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: Nobody asks.
      """;

  private final int sessions;
  private final Duration length;
  private final PrintStream out;
  private final Time time = new SystemTime();
  private final TalkingAgents agents = new TalkingAgents(time);

  private HeldRun(int sessions, Duration length, PrintStream out) {
    this.sessions = sessions;
    this.length = length;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(Heading.of(arguments[0]));
    run(
        Path.of(arguments[1]).toRealPath(),
        Integer.parseInt(arguments[2]),
        Duration.ofSeconds(Long.parseLong(arguments[3])),
        System.out);
    System.exit(0);
  }

  static void run(Path home, int sessions, Duration length, PrintStream out)
      throws IOException, InterruptedException {
    HeldRun run = new HeldRun(sessions, length, out);
    try (Scratch scratch = Scratch.create()) {
      Path data = Files.createDirectories(scratch.directory("d"));
      Path transcript =
          Files.writeString(scratch.directory("t").resolve("transcript.yaml"), TRANSCRIPT);
      BerthServer server =
          BerthServer.start(
              ConfigLoader.load(data, Optional.empty(), Map.of(), flags(sessions, transcript)),
              new Installed(home, Path.of(System.getProperty("java.home")), System.getenv()),
              new Surroundings(run.time, Waypoints.none(), run.inProcess()));
      try (ApiClient api = client(server)) {
        run.measure(api);
      } finally {
        run.agents.end();
        server.close();
      }
    }
  }

  private static Map<String, String> flags(int sessions, Path transcript) {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("server.port", "0");
    flags.put("server.rate_burst", "1000000");
    flags.put("process.capacity", "1000");
    flags.put("limits.running_per_user", Integer.toString(sessions));
    flags.put("models.providers.scripted.type", "scripted");
    flags.put("models.providers.scripted.models", "scripted-1");
    flags.put("models.providers.scripted.transcript", transcript.toString());
    flags.put("models.default", "scripted-1");
    return flags;
  }

  private Wrapping inProcess() {
    return new Wrapping() {
      @Override
      public Backend backend(Backend real) {
        InProcessBackend backend = new InProcessBackend(real.place(), sessions);
        backend.setAgent(agents);
        return backend;
      }
    };
  }

  private static ApiClient client(BerthServer server) {
    return new ApiClient(
        new ClientConfig(
            server.address(), "the run", server.firstKey().map(key -> key.reveal()), "the run"),
        new WireJson());
  }

  private void measure(ApiClient api) throws IOException, InterruptedException {
    String first = submit(api);
    await(1);
    Series before = new Series("API with 1 session");
    read(api, first, before);
    long begin = time.nanos();
    for (int i = 1; i < sessions; i++) {
      submit(api);
    }
    await(sessions);
    out.println(
        String.format(
            Locale.ROOT, "%d sessions talk after %.1f s", sessions, (time.nanos() - begin) / 1e9));
    agents.take();
    Series with = new Series("API with " + sessions + " sessions");
    long measured = time.nanos();
    read(api, first, with);
    TalkingAgents.Talk talk = agents.take();
    double seconds = (time.nanos() - measured) / 1e9;
    out.println(before.line());
    out.println(with.line());
    out.println(with.against(before));
    out.println(
        String.format(
            Locale.ROOT,
            "n=%d sessions for %.0f s: %.0f calls and %.0f events a second of %d wanted,"
                + " %d heartbeats, %d late, %d failed calls %s",
            sessions,
            seconds,
            talk.calls() / seconds,
            2 * talk.calls() / seconds,
            2 * sessions,
            talk.heartbeats(),
            talk.late(),
            talk.failed(),
            agents.failure()));
  }

  private static String submit(ApiClient api) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            null, null, null, "Talk", "default/agent-v1", null, null, null, null, null, null);
    return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
        .value()
        .taskId();
  }

  private void await(int talking) throws IOException, InterruptedException {
    long begin = time.nanos();
    while (agents.talking() < talking) {
      if (time.nanos() - begin > PATIENCE.toNanos() || !agents.failure().isEmpty()) {
        throw new IOException(
            agents.talking() + " of " + talking + " sessions talk; " + agents.failure());
      }
      time.sleep(LOOK);
    }
  }

  /** What a console asks for: a page of tasks, and one of them. */
  private void read(ApiClient api, String task, Series series) throws InterruptedException {
    long begin = time.nanos();
    while (time.nanos() - begin < length.toNanos()) {
      long asked = time.nanos();
      api.page(Routes.TASKS, TaskSummary.class);
      series.add(time.nanos() - asked);
      asked = time.nanos();
      api.get(Routes.fill(Routes.TASK, task), TaskDetail.class);
      series.add(time.nanos() - asked);
      time.sleep(LOOK);
    }
  }
}
