package dev.berth.compute.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** One line to a session holder, one line back. Thread-safe: each call dials anew. */
final class HolderClient {
  /** The holder of a session directory listens here; the name is short since paths are bounded. */
  static final String SOCKET = "ctl";

  private static final int MAX_ANSWER = 4096;
  private static final String DISK = "disk_bytes=";

  private HolderClient() {}

  /**
   * Asks for an end: softly, and by force when the grace is over.
   *
   * @throws IOException when the holder does not listen, or refuses
   */
  static void stop(Path session, Duration grace, String reason) throws IOException {
    String words = reason.replaceAll("[^A-Za-z0-9_.:-]", "_");
    ask(session, "STOP " + grace.toMillis() + " " + words);
  }

  /** What the session's workspace takes, as the holder measured it last. */
  static long diskBytes(Path session) throws IOException {
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

  private static String ask(Path session, String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(session.resolve(SOCKET)));
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      byte[] bytes = Channels.newInputStream(channel).readNBytes(MAX_ANSWER);
      String answer = new String(bytes, StandardCharsets.UTF_8).strip();
      if (!answer.startsWith("OK")) {
        throw new IOException("the holder answered: " + answer);
      }
      return answer;
    }
  }
}
