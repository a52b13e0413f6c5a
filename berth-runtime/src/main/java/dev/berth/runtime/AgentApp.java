package dev.berth.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An agent that speaks the AgentCore Runtime HTTP contract: {@code POST /invocations}, {@code GET
 * /ping} and {@code GET /ws} on one port.
 *
 * <pre>{@code
 * AgentApp.builder().handler(Question.class, q -> new Reply(answer(q))).build().run();
 * }</pre>
 *
 * <p>Busy is what runs: open {@linkplain #task tasks}, invocations in flight, open streams and
 * WebSockets. Handlers run on virtual threads, ping on a thread of its own. Nothing that was read
 * from the clock, and no id, random number or connection, is kept from before the first invocation:
 * a process may be restored from an image of its start. Thread-safe.
 */
public final class AgentApp implements AutoCloseable {
  private final AgentAppBuilder settings;
  private final Activity activity;
  private final Optional<CustomPing> customPing;
  private final Ping ping;
  private final AgentRoutes routes;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Runnable> shutdownActions = new ArrayList<>();
  private volatile Optional<HttpListener> listener = Optional.empty();

  AgentApp(AgentAppBuilder settings) {
    this.settings = settings;
    activity = new Activity(settings.clock(), settings.maxTaskAge());
    customPing = settings.ping().map(handler -> new CustomPing(handler, settings.log()));
    ping = new Ping(activity, customPing, settings.log());
    WireJson json = new WireJson(settings.mapper());
    Invocations invocations =
        new Invocations(
            new Invocations.Parts(
                settings.handler(),
                activity,
                json,
                settings.isDebug()
                    ? Optional.of(new DebugActions(activity, ping))
                    : Optional.empty(),
                settings.maxInvocations(),
                draining::get),
            settings.log());
    WebSockets sockets =
        new WebSockets(
            settings.webSocket(),
            activity,
            json,
            new WebSockets.Limits(settings.maxMessageBytes(), draining::get),
            settings.log());
    routes = new AgentRoutes(invocations, ping, sockets, settings.maxPayloadBytes());
  }

  /** Starts to describe an app: port 8080 on all addresses, 100 MB payloads, a drain of 15 s. */
  public static AgentAppBuilder builder() {
    return new AgentAppBuilder(InstantSource.system());
  }

  /**
   * Opens a background task: the agent is busy until the handle is closed.
   *
   * @param name for people
   */
  public TaskHandle task(String name) {
    return activity.begin(name, Activity.Kind.TASK);
  }

  /** The tasks that are open now, oldest first. */
  public List<OpenTask> openTasks() {
    return activity.openTasks();
  }

  /** From now on {@code /ping} says this, whatever runs, until {@link #clearForcedPing}. */
  public void forcePing(PingStatus status) {
    activity.force(status);
  }

  /** Ends what {@link #forcePing} began. */
  public void clearForcedPing() {
    activity.clearForced();
  }

  /**
   * Answers an exchange of another server into which this app is mounted; nothing needs to be
   * {@linkplain #start started} then. WebSockets are that server's own affair.
   *
   * @throws IOException when the client is gone
   */
  public void serve(Exchange exchange) throws IOException {
    routes.serve(exchange);
  }

  /**
   * Adds an action that tells running work to finish; called once, in order, when a drain begins.
   */
  public void onShutdown(Runnable action) {
    synchronized (shutdownActions) {
      shutdownActions.add(action);
    }
  }

  /** The status {@code /ping} gives now. */
  public PingStatus pingStatus() {
    return ping.now().status();
  }

  /** What makes the agent busy: open tasks, invocations, streams and sockets. */
  int running() {
    return activity.snapshot().running();
  }

  /** The app's log. */
  public JsonLog log() {
    return settings.log();
  }

  /**
   * Starts to listen and returns.
   *
   * @return the port, of interest when port 0 was asked for
   * @throws IOException when the address cannot be bound
   */
  public int start() throws IOException {
    HttpListener started =
        new HttpListener(
            new InetSocketAddress(settings.host(), settings.port()), routes, settings.log());
    listener = Optional.of(started);
    started.start();
    return started.port();
  }

  /**
   * Starts, drains on SIGTERM and then ends the process with exit code 0, at a second SIGTERM at
   * once; returns only when {@link #close} was called by other means.
   *
   * @throws IOException when the address cannot be bound
   */
  public void run() throws IOException, InterruptedException {
    // Before anybody can see that it runs, and so ask it to end.
    Termination termination = Termination.install(this::close, settings.log());
    start();
    if (!closed.await(FIRST_PING.toMillis(), TimeUnit.MILLISECONDS)) {
      termination.hearASecond();
      closed.await();
    }
  }

  /**
   * Refuses new work, tells running work, waits for it within the drain budget, interrupts what is
   * left, closes the port and flushes the log.
   */
  @Override
  public void close() {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    listener.ifPresent(HttpListener::stopAccepting);
    tellRunningWork();
    try {
      if (!activity.awaitIdle(settings.drain())) {
        activity.stopAll();
        activity.awaitIdle(AFTER_INTERRUPT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.ifPresent(HttpListener::close);
    customPing.ifPresent(CustomPing::close);
    settings.log().flush();
    closed.countDown();
  }

  /** A supervisor that waits for an agent asks more often than that. */
  private static final Duration FIRST_PING = Duration.ofMillis(250);

  /** Time for interrupted work to write its last words. */
  private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);

  private void tellRunningWork() {
    List<Runnable> actions;
    synchronized (shutdownActions) {
      actions = List.copyOf(shutdownActions);
    }
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException e) {
        settings.log().error("shutdown", "A shutdown action failed", e);
      }
    }
  }
}
