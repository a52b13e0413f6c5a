package dev.berth.bench.agent;

import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Series;
import dev.berth.runtime.AgentApp;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/**
 * The library's answers beside those of a bare server in the same process: {@code AgentRun COMMIT
 * PART N}.
 */
public final class AgentRun {
  private static final int WARM_UP = 200;
  private static final int BLOCKED = 64;
  private static final String REQUEST = "{\"prompt\":\"" + "x".repeat(1000) + "\"}";

  private final int samples;
  private final PrintStream out;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private AgentRun(int samples, PrintStream out) {
    this.samples = samples;
    this.out = out;
  }

  /** What is measured. */
  enum Part {
    /** Ping with 64 handlers blocked and a spinning thread on every core. */
    PING,
    /** A request of 1 KB that comes back. */
    ECHO,
    /** From starting the process to its first healthy ping. */
    START
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(Heading.of(arguments[0]));
    Part part = Part.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    run(part, Integer.parseInt(arguments[2]), System.out);
  }

  /** Makes the run of one part, and prints it. */
  static void run(Part part, int samples, PrintStream out)
      throws IOException, InterruptedException {
    AgentRun run = new AgentRun(samples, out);
    try {
      switch (part) {
        case PING -> run.ping();
        case ECHO -> run.echo();
        case START -> new AgentStarts(samples, out).run();
      }
    } finally {
      run.client.shutdownNow();
    }
  }

  private void echo() throws IOException, InterruptedException {
    try (AgentApp app = EchoAgent.app().build();
        BareServer bare = BareServer.start(0)) {
      Caller ours = Caller.invoke(client, app.start(), REQUEST);
      Caller theirs = Caller.invoke(client, bare.port(), REQUEST);
      inTurns(new Series("echo, bare server"), theirs, new Series("echo, the library"), ours);
    }
  }

  private void ping() throws IOException, InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(BLOCKED);
    List<Thread> callers = new ArrayList<>();
    try (AgentApp app = blocking(inside, released);
        BareServer bare = BareServer.start(0);
        Spinning _ = Spinning.onEveryCore()) {
      int port = app.start();
      for (int i = 0; i < BLOCKED; i++) {
        callers.add(Thread.ofVirtual().start(() -> hold(port)));
      }
      inside.await();
      Caller ours = Caller.ping(client, port);
      Caller theirs = Caller.ping(client, bare.port());
      inTurns(
          new Series("ping under load, bare server"),
          theirs,
          new Series("ping under load, the library"),
          ours);
      released.countDown();
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static AgentApp blocking(CountDownLatch inside, CountDownLatch released) {
    return AgentApp.builder()
        .host("127.0.0.1")
        .port(0)
        .handler(
            JsonNode.class,
            body -> {
              inside.countDown();
              released.await();
              return body;
            })
        .build();
  }

  private void hold(int port) {
    try {
      Caller.invoke(client, port, "{}").call(new Series("held"));
    } catch (IOException e) {
      throw new IllegalStateException("a blocked request failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void inTurns(Series baseline, Caller theirs, Series measured, Caller ours)
      throws IOException, InterruptedException {
    Series ignored = new Series("warm-up");
    for (int i = 0; i < WARM_UP; i++) {
      theirs.call(ignored);
      ours.call(ignored);
    }
    for (int i = 0; i < samples; i++) {
      theirs.call(baseline);
      ours.call(measured);
    }
    out.println(baseline.line());
    out.println(measured.line());
    out.println(measured.against(baseline));
  }

  /** Threads that do nothing, as hard as they can. */
  private record Spinning(AtomicBoolean on, List<Thread> threads) implements AutoCloseable {
    static Spinning onEveryCore() {
      AtomicBoolean on = new AtomicBoolean(true);
      List<Thread> threads = new ArrayList<>();
      for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
        threads.add(Thread.ofPlatform().daemon().start(() -> spin(on)));
      }
      return new Spinning(on, threads);
    }

    private static void spin(AtomicBoolean on) {
      while (on.get()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      on.set(false);
    }
  }
}
