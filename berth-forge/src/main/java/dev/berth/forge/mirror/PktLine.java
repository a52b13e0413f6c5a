package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The framing of git's protocol: four hexadecimal digits of length, which count themselves, then
 * the bytes; a length of 0 is a flush. Source: gitprotocol-common.
 */
final class PktLine {
  /** The most that one packet carries, for side-band-64k with its band byte. */
  static final int MAX_DATA = 65_516;

  private PktLine() {}

  /** A packet: its text, or empty for a flush or, with version 2, a delimiter. */
  record Packet(Optional<String> text, boolean endOfStream) {
    boolean isFlush() {
      return text.isEmpty();
    }
  }

  /**
   * Reads one packet.
   *
   * @throws BerthException {@code MALFORMED_BODY}
   */
  static Packet read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(4);
    if (head.length == 0) {
      return new Packet(Optional.empty(), true);
    }
    if (head.length < 4) {
      throw malformed("the request ends inside a packet");
    }
    int length = length(head);
    if (length < 4) {
      return new Packet(Optional.empty(), false);
    }
    byte[] data = in.readNBytes(length - 4);
    if (data.length < length - 4) {
      throw malformed("the request ends inside a packet");
    }
    return new Packet(Optional.of(new String(data, StandardCharsets.UTF_8)), false);
  }

  /** Writes a packet of text. */
  static void write(OutputStream out, String text) throws IOException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    write(out, data, 0, data.length);
  }

  static void write(OutputStream out, byte[] data, int from, int length) throws IOException {
    out.write(HexFormat.of().toHexDigits((short) (length + 4)).getBytes(StandardCharsets.US_ASCII));
    out.write(data, from, length);
  }

  static void flush(OutputStream out) throws IOException {
    out.write("0000".getBytes(StandardCharsets.US_ASCII));
  }

  private static int length(byte[] head) {
    String digits = new String(head, StandardCharsets.US_ASCII);
    try {
      return HexFormat.fromHexDigits(digits);
    } catch (IllegalArgumentException e) {
      throw malformed("a packet's length is not a number");
    }
  }

  static BerthException malformed(String why) {
    return new BerthException(ErrorCode.MALFORMED_BODY, why);
  }
}
