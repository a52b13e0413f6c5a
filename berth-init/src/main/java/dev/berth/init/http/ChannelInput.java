package dev.berth.init.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A buffered stream over a socket that also reads header lines. Not thread-safe. */
final class ChannelInput extends InputStream {
  private static final int MAX_LINE = 16 << 10;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();

  ChannelInput(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  /** A line without its end, at most 16 KiB. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = read(); c != '\n'; c = read()) {
      if (c < 0) {
        throw new IOException("the connection ended inside the response's head");
      }
      if (line.length() >= MAX_LINE) {
        throw new IOException("a header line is longer than " + MAX_LINE + " bytes");
      }
      line.append((char) c);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') {
      line.setLength(end - 1);
    }
    return new String(
        line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    return count > 0;
  }
}
