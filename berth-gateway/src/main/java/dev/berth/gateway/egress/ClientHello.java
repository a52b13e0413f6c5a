package dev.berth.gateway.egress;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The first message of a TLS connection, read before anything is passed on. It may come in several
 * records. With encrypted client hello the outer name counts, since that is what can be seen.
 *
 * @param bytes everything that was read, to be passed on
 * @param serverName the name that it asks for
 */
record ClientHello(byte[] bytes, Optional<String> serverName) {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int MAX_RECORD = 16 * 1024 + 256;
  private static final int MAX_HELLO = 64 * 1024;

  /**
   * Reads one.
   *
   * @throws NotTlsException when something else comes
   */
  static ClientHello read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteArrayOutputStream handshake = new ByteArrayOutputStream();
    int wanted = 4;
    while (handshake.size() < wanted) {
      byte[] header = new byte[5];
      readFully(data, header);
      int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
      if (header[0] != HANDSHAKE || header[1] != 3 || length == 0 || length > MAX_RECORD) {
        throw new NotTlsException("the connection does not begin with TLS");
      }
      byte[] record = new byte[length];
      readFully(data, record);
      all.write(header);
      all.write(record);
      handshake.write(record);
      if (handshake.size() >= 4) {
        byte[] begun = handshake.toByteArray();
        int size = (begun[1] & 0xff) << 16 | (begun[2] & 0xff) << 8 | (begun[3] & 0xff);
        if (begun[0] != CLIENT_HELLO || size > MAX_HELLO) {
          throw new NotTlsException("the connection does not begin with a client hello");
        }
        wanted = 4 + size;
      }
    }
    return new ClientHello(all.toByteArray(), serverName(handshake.toByteArray()));
  }

  private static void readFully(DataInputStream data, byte[] into) throws IOException {
    try {
      data.readFully(into);
    } catch (EOFException e) {
      throw new NotTlsException("the connection ended before its client hello");
    }
  }

  private static Optional<String> serverName(byte[] handshake) throws NotTlsException {
    try {
      ByteBuffer hello = ByteBuffer.wrap(handshake);
      skip(hello, 4 + 2 + 32);
      skip(hello, hello.get() & 0xff);
      skip(hello, hello.getShort() & 0xffff);
      skip(hello, hello.get() & 0xff);
      if (!hello.hasRemaining()) {
        return Optional.empty();
      }
      ByteBuffer extensions = part(hello, hello.getShort() & 0xffff);
      while (extensions.hasRemaining()) {
        int type = extensions.getShort() & 0xffff;
        ByteBuffer body = part(extensions, extensions.getShort() & 0xffff);
        if (type == SERVER_NAME) {
          return name(body);
        }
      }
      return Optional.empty();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new NotTlsException("the client hello is malformed");
    }
  }

  private static Optional<String> name(ByteBuffer body) {
    ByteBuffer names = part(body, body.getShort() & 0xffff);
    // one name of type host_name is all that exists
    if (names.get() != 0) {
      return Optional.empty();
    }
    byte[] name = new byte[names.getShort() & 0xffff];
    names.get(name);
    return Optional.of(new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    buffer.position(buffer.position() + bytes);
  }

  private static ByteBuffer part(ByteBuffer buffer, int length) {
    ByteBuffer part = buffer.slice(buffer.position(), length);
    skip(buffer, length);
    return part;
  }

  /** What came is not a TLS client hello. */
  static final class NotTlsException extends IOException {
    private static final long serialVersionUID = 1L;

    NotTlsException(String message) {
      super(message);
    }
  }
}
