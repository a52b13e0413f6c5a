package dev.berth.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One client connection with the bytes that were read from it and not used yet.
 *
 * <p>It belongs either to the listener's thread (channel non-blocking, waiting for a head) or to
 * the one virtual thread that serves its request (channel blocking); it is handed over, never
 * shared.
 */
final class Connection implements AutoCloseable {
  /**
   * Most bytes that one read or write hands to the channel, which copies them outside the heap and
   * keeps that copy's memory: a body of 100 MB must not cost as much again.
   */
  private static final int MOST_AT_ONCE = 128 * 1024;

  private final SocketChannel channel;
  private byte[] buffer = new byte[8 * 1024];
  private int length;

  Connection(SocketChannel channel) {
    this.channel = channel;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Reads what is there; false at the end of the stream. Blocks when the channel does. */
  boolean fill() throws IOException {
    if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = channel.read(ByteBuffer.wrap(buffer, length, buffer.length - length));
    if (count > 0) {
      length += count;
    }
    return count >= 0;
  }

  /**
   * Takes a whole head from the bytes read so far.
   *
   * @throws HttpFailure when the head is malformed (400) or too long (431)
   */
  Optional<RequestHead> takeHead() {
    int end = RequestHead.end(buffer, length);
    if (end < 0 && length > RequestHead.LIMIT) {
      throw new HttpFailure(431, "Request head too large");
    }
    if (end < 0) {
      return Optional.empty();
    }
    RequestHead head = RequestHead.parse(buffer, end);
    consume(end);
    return Optional.of(head);
  }

  /** Reads body bytes: first what came with the head, then from the channel. -1 at the end. */
  int read(byte[] target, int offset, int count) throws IOException {
    if (length > 0) {
      int n = Math.min(count, length);
      System.arraycopy(buffer, 0, target, offset, n);
      consume(n);
      return n;
    }
    return channel.read(ByteBuffer.wrap(target, offset, Math.min(count, MOST_AT_ONCE)));
  }

  private void consume(int count) {
    System.arraycopy(buffer, count, buffer, 0, length - count);
    length -= count;
  }

  /** Writes all bytes; on a non-blocking channel fails when the client's window is full. */
  void write(byte[]... parts) throws IOException {
    ByteBuffer[] buffers = new ByteBuffer[parts.length];
    for (int i = 0; i < parts.length; i++) {
      buffers[i] = ByteBuffer.wrap(parts[i]);
    }
    write(buffers);
  }

  /** Writes all that remains in the buffers, as {@link #write(byte[]...)}. */
  void write(ByteBuffer... parts) throws IOException {
    long all = remaining(parts);
    if (all <= MOST_AT_ONCE) {
      together(all, parts);
      return;
    }
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        int count = Math.min(part.remaining(), MOST_AT_ONCE);
        together(count, part.slice(part.position(), count));
        part.position(part.position() + count);
      }
    }
  }

  private void together(long count, ByteBuffer... parts) throws IOException {
    long left = count;
    while (left > 0) {
      long written = channel.write(parts);
      if (written == 0 && !channel.isBlocking()) {
        throw new IOException("the client does not read its answer");
      }
      left -= written;
    }
  }

  private static long remaining(ByteBuffer... parts) {
    long all = 0;
    for (ByteBuffer part : parts) {
      all += part.remaining();
    }
    return all;
  }

  /**
   * Waits until the client closes or resets the connection, beside a thread that writes to it; what
   * the client sends meanwhile is dropped. False when the wait was interrupted.
   */
  boolean awaitEnd() {
    ByteBuffer dropped = ByteBuffer.allocate(512);
    try {
      while (channel.read(dropped) >= 0) {
        dropped.clear();
      }
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** The head of an answer whose body has a known length. */
  static byte[] head(int status, String contentType, long length, boolean keepAlive) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", contentType);
    fields.put("Content-Length", Long.toString(length));
    fields.put("Connection", keepAlive ? "keep-alive" : "close");
    return head(status, fields);
  }

  /** The head of an answer. */
  static byte[] head(int status, Map<String, String> fields) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    head.append(reason(status)).append("\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static String reason(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 202 -> "Accepted";
      case 204 -> "No Content";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 422 -> "Unprocessable Content";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to do with a connection that cannot even be closed; the kernel drops it
      // with the process.
      length = 0;
    }
  }
}
