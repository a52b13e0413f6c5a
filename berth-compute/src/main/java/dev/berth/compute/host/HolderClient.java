package dev.berth.compute.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One line to a session holder, one line back. Thread-safe: each call dials anew.
 *
 * @param limit how long one call may take: a holder that was stopped or hangs takes the connection
 *     and never answers
 */
public record HolderClient(Duration limit) {
  /** The holder of a session directory listens here; the name is short since paths are bounded. */
  public static final String SOCKET = "ctl";

  private static final int MAX_ANSWER = 4096;
  private static final String DISK = "disk_bytes=";

  /** A holder answers in milliseconds; 5 s are for a machine that is out of breath. */
  public static HolderClient patient() {
    return new HolderClient(Duration.ofSeconds(5));
  }

  /**
   * Asks for an end: softly, and by force when the grace is over.
   *
   * @throws IOException when the holder does not listen, refuses, or does not answer in time
   */
  public void stop(Path session, Duration grace, String reason) throws IOException {
    String words = reason.replaceAll("[^A-Za-z0-9_.:-]", "_");
    ask(session, "STOP " + grace.toMillis() + " " + words);
  }

  /** What the session's workspace takes, as the holder measured it last. */
  public long diskBytes(Path session) throws IOException {
    for (String word : ask(session, "STATUS").split(" ")) {
      if (word.startsWith(DISK)) {
        try {
          return Long.parseLong(word.substring(DISK.length()));
        } catch (NumberFormatException e) {
          throw new IOException("the holder answered: " + word, e);
        }
      }
    }
    return 0;
  }

  private String ask(Path session, String line) throws IOException {
    CountDownLatch answered = new CountDownLatch(1);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Thread.ofVirtual().start(() -> closeUnless(answered, channel));
      channel.connect(UnixDomainSocketAddress.of(session.resolve(SOCKET)));
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      byte[] bytes = Channels.newInputStream(channel).readNBytes(MAX_ANSWER);
      String answer = new String(bytes, StandardCharsets.UTF_8).strip();
      if (!answer.startsWith("OK")) {
        throw new IOException("the holder answered: " + answer);
      }
      return answer;
    } finally {
      answered.countDown();
    }
  }

  /** Closing the channel wakes whoever waits on it, with an {@link IOException}. */
  private void closeUnless(CountDownLatch answered, SocketChannel channel) {
    try {
      if (!answered.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        channel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a connection to a holder", e);
    }
  }
}
