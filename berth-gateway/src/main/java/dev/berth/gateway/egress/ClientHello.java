package dev.berth.gateway.egress;

import dev.berth.core.egress.EgressRefusal;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The first message of a TLS connection (RFC 8446, 4.1.2), read before anything is passed on. It
 * may come in several records, each in several pieces. What two readers could understand
 * differently is refused: two names, bytes after the hello, a name that is hidden.
 *
 * @param bytes everything that was read, to be passed on
 * @param serverName the name that it asks for, in lower case
 */
record ClientHello(byte[] bytes, Optional<String> serverName) {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int HEADER = 4;
  private static final int HOST_NAME = 0;
  private static final int MAX_RECORD = 16 * 1024 + 256;
  private static final int MAX_HELLO = 64 * 1024;

  /** Type of the extension with the name; RFC 6066, 3. */
  private static final int SERVER_NAME = 0;

  /** Types of extensions that hide the name: RFC 9849, and its forerunner ESNI. */
  private static final Set<Integer> HIDING = Set.of(0xfe0d, 0xffce);

  /**
   * Reads one.
   *
   * @throws RefusedException when something else comes, or one that does not show its host
   */
  static ClientHello read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteArrayOutputStream handshake = new ByteArrayOutputStream();
    int wanted = HEADER;
    boolean measured = false;
    while (handshake.size() < wanted) {
      byte[] header = new byte[5];
      readFully(data, header);
      int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
      if (header[0] != HANDSHAKE || header[1] != 3 || length == 0 || length > MAX_RECORD) {
        throw new RefusedException(EgressRefusal.NOT_TLS);
      }
      byte[] record = new byte[length];
      readFully(data, record);
      all.write(header);
      all.write(record);
      handshake.write(record);
      if (!measured && handshake.size() >= HEADER) {
        wanted = HEADER + length(handshake.toByteArray());
        measured = true;
      }
    }
    if (handshake.size() > wanted) {
      throw new RefusedException(EgressRefusal.HELLO_MALFORMED);
    }
    return new ClientHello(all.toByteArray(), serverName(handshake.toByteArray()));
  }

  private static int length(byte[] begun) throws RefusedException {
    int size = (begun[1] & 0xff) << 16 | (begun[2] & 0xff) << 8 | (begun[3] & 0xff);
    if (begun[0] != CLIENT_HELLO) {
      throw new RefusedException(EgressRefusal.NOT_TLS);
    }
    if (size > MAX_HELLO) {
      throw new RefusedException(EgressRefusal.HELLO_TOO_LARGE);
    }
    return size;
  }

  private static void readFully(DataInputStream data, byte[] into) throws IOException {
    try {
      data.readFully(into);
    } catch (EOFException e) {
      throw new RefusedException(EgressRefusal.NOT_TLS);
    }
  }

  private static Optional<String> serverName(byte[] handshake) throws RefusedException {
    try {
      ByteBuffer hello = ByteBuffer.wrap(handshake);
      skip(hello, HEADER + 2 + 32);
      skip(hello, hello.get() & 0xff);
      skip(hello, hello.getShort() & 0xffff);
      skip(hello, hello.get() & 0xff);
      if (!hello.hasRemaining()) {
        return Optional.empty();
      }
      ByteBuffer extensions = part(hello, hello.getShort() & 0xffff);
      requireEnd(hello);
      return serverName(extensions);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RefusedException(EgressRefusal.HELLO_MALFORMED);
    }
  }

  private static Optional<String> serverName(ByteBuffer extensions) throws RefusedException {
    Set<Integer> seen = new HashSet<>();
    Optional<String> name = Optional.empty();
    while (extensions.hasRemaining()) {
      int type = extensions.getShort() & 0xffff;
      ByteBuffer body = part(extensions, extensions.getShort() & 0xffff);
      if (!seen.add(type)) {
        throw new RefusedException(EgressRefusal.HELLO_MALFORMED);
      }
      if (HIDING.contains(type)) {
        throw new RefusedException(EgressRefusal.HIDDEN_NAME);
      }
      if (type == SERVER_NAME) {
        name = Optional.of(name(body));
      }
    }
    return name;
  }

  /** The one name; a list of several is not one that everybody reads the same way. */
  private static String name(ByteBuffer body) throws RefusedException {
    ByteBuffer names = part(body, body.getShort() & 0xffff);
    requireEnd(body);
    if (names.get() != HOST_NAME) {
      throw new RefusedException(EgressRefusal.HELLO_MALFORMED);
    }
    byte[] name = new byte[names.getShort() & 0xffff];
    names.get(name);
    requireEnd(names);
    return new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
  }

  private static void requireEnd(ByteBuffer buffer) throws RefusedException {
    if (buffer.hasRemaining()) {
      throw new RefusedException(EgressRefusal.HELLO_MALFORMED);
    }
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    buffer.position(buffer.position() + bytes);
  }

  private static ByteBuffer part(ByteBuffer buffer, int length) {
    ByteBuffer part = buffer.slice(buffer.position(), length);
    skip(buffer, length);
    return part;
  }

  /** What came is not a client hello that shows its host. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final EgressRefusal reason;

    RefusedException(EgressRefusal reason) {
      super(reason.words());
      this.reason = reason;
    }

    EgressRefusal reason() {
      return reason;
    }
  }
}
