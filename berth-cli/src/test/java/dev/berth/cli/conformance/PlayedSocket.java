package dev.berth.cli.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The WebSocket of a played agent: an echo of short messages. */
final class PlayedSocket {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  private PlayedSocket() {}

  static void serve(Defect defect, String key, InputStream in, OutputStream out)
      throws IOException {
    String head =
        "HTTP/1.1 101 Played\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.UTF_8));
    out.flush();
    for (int first = in.read(); first >= 0; first = in.read()) {
      int opcode = first & 0xf;
      byte[] payload = payload(in);
      boolean answers = defect != Defect.SILENT_SOCKET && defect != Defect.IDLE_SOCKET;
      if (opcode == CLOSE || (opcode == TEXT && answers)) {
        out.write(0x80 | opcode);
        out.write(payload.length);
        out.write(payload);
        out.flush();
      }
      if (opcode == CLOSE) {
        return;
      }
    }
  }

  /** A masked payload of at most 125 bytes. */
  private static byte[] payload(InputStream in) throws IOException {
    int length = in.read() & 0x7f;
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  /** RFC 6455, section 4.2.2. */
  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
