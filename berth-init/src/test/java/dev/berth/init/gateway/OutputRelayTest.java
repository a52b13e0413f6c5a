package dev.berth.init.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.init.clock.SystemClock;
import dev.berth.init.http.Endpoint;
import dev.berth.testkit.gateway.PlayedGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputRelayTest {
  @TempDir Path directory;

  private PlayedGateway gateway;
  private OutputRelay relay;

  @BeforeEach
  void open() throws IOException {
    Path socket = directory.resolve("s");
    gateway = new PlayedGateway(socket, "");
    relay =
        new OutputRelay(new GatewayClient(new Endpoint.Unix(socket), "t0ken", new SystemClock()));
    Thread.ofVirtual().start(relay::sendAll);
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
  }

  @Test
  void whatStillStandsInThePipeWhenTheAgentHasEndedIsWaitedFor() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    relay.follow("stdout", new SequenceInputStream(text("first "), new Late(asked, "last words")));
    Thread waiter = Thread.currentThread();
    Thread.ofVirtual()
        .start(
            () -> {
              while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              asked.countDown();
            });

    assertThat(relay.awaitSent(Duration.ofSeconds(30))).isTrue();

    assertThat(gateway.output("stdout")).isEqualTo("first last words");
  }

  @Test
  void aProcessInTheBackgroundThatHoldsThePipeIsNotWaitedForToItsEnd() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    relay.follow("stdout", new SequenceInputStream(text("said"), new Late(never, "too late")));

    assertThat(relay.awaitSent(Duration.ofSeconds(30))).isTrue();

    assertThat(gateway.output("stdout")).isEqualTo("said");
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Has nothing to read before its latch opens. */
  private static final class Late extends InputStream {
    private final CountDownLatch latch;
    private final InputStream text;

    Late(CountDownLatch latch, String text) {
      this.latch = latch;
      this.text = text(text);
    }

    @Override
    public int read() throws IOException {
      try {
        latch.await();
        return text.read();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int first = read();
      if (first < 0) {
        return -1;
      }
      bytes[from] = (byte) first;
      return 1 + Math.max(0, text.read(bytes, from + 1, count - 1));
    }
  }
}
