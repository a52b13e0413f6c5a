package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 200 streams at a time, many of which their client leaves in the middle: afterwards nothing is
 * left. Ten minutes, or what the property {@code berth.soak.seconds} says.
 */
@Tag("long")
class SoakTest {
  private static final int STREAMS = 200;
  private static final int EVENTS = 50;
  private static final long SEED = 20_261_121;
  private static final String REQUEST =
      "POST /invocations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

  private final AtomicLong read = new AtomicLong();
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong produced = new AtomicLong();

  @Test
  void streamsThatAreLeftLeaveNothing() throws Exception {
    long seconds = Long.getLong("berth.soak.seconds", 600);
    try (TestApps apps = new TestApps()) {
      TestApps.Running agent =
          apps.start(AgentApp.builder().handler(Map.class, _ -> Answer.events(this::produce)));
      round(agent, Duration.ofSeconds(Math.max(1, seconds / 20)));
      await().until(() -> agent.app().running() == 0);
      long threads = platformThreads();
      long memory = usedMemory();
      int busy = agent.app().running();
      round(agent, Duration.ofSeconds(seconds));
      await().atMost(Duration.ofSeconds(20)).until(() -> agent.ping().contains("\"Healthy\""));
      System.out.printf(
          "soak: %d streams read, %d left, %d events, threads %d -> %d, memory %d -> %d KiB,"
              + " busy %d -> %d%n",
          read.get(),
          left.get(),
          produced.get(),
          threads,
          platformThreads(),
          memory >> 10,
          usedMemory() >> 10,
          busy,
          agent.app().running());
      assertThat(broken).as("streams that did not come to their end").hasValue(0);
      assertThat(left.get()).isGreaterThan(STREAMS);
      assertThat(read.get()).isGreaterThan(STREAMS);
      assertThat(platformThreads()).isLessThanOrEqualTo(threads + 4L);
      assertThat(usedMemory()).isLessThan(memory + (16L << 20));
    }
  }

  private void produce(EventSink events) throws IOException {
    for (int i = 0; i < EVENTS; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      events.send(Map.of("n", i, "text", "x".repeat(200)));
      produced.incrementAndGet();
    }
  }

  /** So many clients, each with one stream after the other, for that long. */
  private void round(TestApps.Running agent, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      Random random = new Random(SEED + i);
      clients.add(Thread.ofVirtual().start(() -> client(agent.port(), random, end)));
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private void client(int port, Random random, long end) {
    while (System.nanoTime() < end) {
      try {
        stream(port, random);
      } catch (IOException e) {
        broken.incrementAndGet();
      }
    }
  }

  private void stream(int port, Random random) throws IOException {
    boolean leaves = random.nextBoolean();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      if (leaves) {
        in.readNBytes(random.nextInt(2000));
        left.incrementAndGet();
      } else {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (all.split("data: ", -1).length != EVENTS + 1) {
          broken.incrementAndGet();
        }
        read.incrementAndGet();
      }
    }
  }

  private static long platformThreads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long usedMemory() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
