package dev.berth.bench.held;

import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What runs in each sandbox of the run: says hello as session init does, then two events a second
 * in one call, and a heartbeat every five seconds, until the run ends. Thread-safe.
 */
final class TalkingAgents implements Consumer<SandboxSpec> {
  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_CALLS = Duration.ofSeconds(1);
  private static final String PROPERTIES = "text/x-java-properties";
  private static final String JSON = "application/json";
  private static final String HEARTBEAT =
      "{\"last_directive\":0,\"turns_attempted\":1,\"turns_completed\":1,\"activity\":\"talking\"}";

  private final Time time;
  private final AtomicInteger talking = new AtomicInteger();
  private final AtomicReference<Talk> talk = new AtomicReference<>(new Talk());
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private volatile boolean over;

  TalkingAgents(Time time) {
    this.time = time;
  }

  /** What was said in a while, and how the gateway took it. */
  static final class Talk {
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong heartbeats = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    long calls() {
      return calls.get();
    }

    long heartbeats() {
      return heartbeats.get();
    }

    /** Heartbeats that were answered later than the next one was due. */
    long late() {
      return late.get();
    }

    long failed() {
      return failed.get();
    }
  }

  int talking() {
    return talking.get();
  }

  /** What the first call that failed came to; empty when none did. */
  String failure() {
    return failure.get();
  }

  /** Begins to count anew, and answers what was counted. */
  Talk take() {
    return talk.getAndSet(new Talk());
  }

  void end() {
    over = true;
  }

  @Override
  public void accept(SandboxSpec spec) {
    try (SessionSocket socket =
        new SessionSocket(spec.doors().resolve("gateway.sock"), spec.token().reveal())) {
      hello(socket, spec);
      talking.incrementAndGet();
      // Agents are not in step with one another.
      time.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(1000)));
      talk(socket);
    } catch (IOException | RuntimeException e) {
      fail(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hello(SessionSocket socket, SandboxSpec spec) throws IOException {
    expect(
        socket.post(
            "/session/hello",
            PROPERTIES,
            "session_id=" + spec.session().wire() + "\ninit_version=1\nrole=agent\n"));
    expect(socket.post("/session/ready", PROPERTIES, "agent_pid=1\nstartup_ms=1\n"));
    expect(socket.post("/session/invoked", PROPERTIES, "status=200\ncontent_type=text/plain\n"));
  }

  private static void expect(int status) throws IOException {
    if (status / 100 != 2) {
      throw new IOException("the gateway answers " + status);
    }
  }

  private void talk(SessionSocket socket) throws IOException, InterruptedException {
    long nextBeat = time.nanos();
    long nextCall = time.nanos();
    for (int call = 0; !over; call++) {
      Talk now = talk.get();
      now.calls.incrementAndGet();
      if (socket.post("/session/events", JSON, events(call)) / 100 != 2) {
        now.failed.incrementAndGet();
        fail("events were refused");
      }
      if (time.nanos() >= nextBeat) {
        beat(socket, now, nextBeat);
        nextBeat += BEAT.toNanos();
      }
      nextCall += BETWEEN_CALLS.toNanos();
      time.sleep(Duration.ofNanos(Math.max(0, nextCall - time.nanos())));
    }
  }

  private void beat(SessionSocket socket, Talk now, long due) throws IOException {
    int status = socket.post("/session/heartbeat", JSON, HEARTBEAT);
    now.heartbeats.incrementAndGet();
    if (status / 100 != 2) {
      now.failed.incrementAndGet();
      fail("a heartbeat was answered " + status);
    }
    if (time.nanos() - due > BEAT.toNanos()) {
      now.late.incrementAndGet();
    }
  }

  private void fail(String what) {
    if (!over) {
      talk.get().failed.incrementAndGet();
      failure.compareAndSet("", what);
    }
  }

  private String events(int call) {
    String at = time.now().toString();
    return "{\"events\":[" + event(2 * call, at) + "," + event(2 * call + 1, at) + "]}";
  }

  private static String event(int number, String at) {
    return "{\"id\":\"e"
        + number
        + "\",\"type\":\"agent_turn\",\"at\":\""
        + at
        + "\",\"metadata\":{\"turn\":1,\"message\":\"I look at the next file\"}}";
  }
}
