package dev.berth.runtime;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes the frames of RFC 6455 on a blocking connection: masked ones from the client,
 * plain ones to it. Reading is one thread's; writing is locked.
 */
final class WebSocketFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** Longest payload of a control frame, RFC 6455 section 5.5. */
  static final int CONTROL_LIMIT = 125;

  private final Connection connection;
  private final long limit;

  /** Frames of messages of at most so many bytes. */
  WebSocketFrames(Connection connection, long limit) {
    this.connection = connection;
    this.limit = limit;
  }

  /** One frame. */
  record Frame(boolean isFinal, int opcode, byte[] payload) {
    boolean isControl() {
      return opcode >= CLOSE;
    }
  }

  /** The client broke the protocol; the code says how. */
  static final class Violation extends IOException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Violation(int code, String message) {
      super(message);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * The next frame.
   *
   * @param already bytes of the message that came in frames before
   * @throws Violation 1002 for a malformed frame, 1009 for a message over the limit
   */
  Frame read(long already) throws IOException {
    byte[] start = exactly(2);
    boolean isFinal = (start[0] & 0x80) != 0;
    int opcode = start[0] & 0x0f;
    if ((start[0] & 0x70) != 0 || !isKnown(opcode)) {
      throw new Violation(1002, "unknown frame");
    }
    if ((start[1] & 0x80) == 0) {
      throw new Violation(1002, "a client's frames are masked");
    }
    long length = start[1] & 0x7f;
    if (opcode >= CLOSE && (!isFinal || length > CONTROL_LIMIT)) {
      throw new Violation(1002, "a control frame is short and whole");
    }
    if (length == 126) {
      length = ByteBuffer.wrap(exactly(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = ByteBuffer.wrap(exactly(8)).getLong();
    }
    if (length < 0 || length + already > limit) {
      throw new Violation(1009, "a message has at most " + limit + " bytes");
    }
    byte[] mask = exactly(4);
    byte[] payload = exactly((int) length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return new Frame(isFinal, opcode, payload);
  }

  private static boolean isKnown(int opcode) {
    return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = new byte[count];
    int have = 0;
    while (have < count) {
      int read = connection.read(bytes, have, count - have);
      if (read < 0) {
        throw new EOFException("the client closed the connection");
      }
      have += read;
    }
    return bytes;
  }

  /** Writes one whole frame. */
  synchronized void write(int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(10);
    head.write(0x80 | opcode);
    if (payload.length < 126) {
      head.write(payload.length);
    } else if (payload.length < 65_536) {
      head.write(126);
      head.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      head.write(127);
      head.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    connection.write(head.toByteArray(), payload);
  }

  /**
   * Bytes as text.
   *
   * @throws Violation 1007 when they are not UTF-8
   */
  static String text(byte[] bytes) throws Violation {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Violation(1007, "text is UTF-8");
    }
  }
}
