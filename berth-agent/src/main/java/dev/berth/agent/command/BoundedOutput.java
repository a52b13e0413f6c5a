package dev.berth.agent.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the beginning and the end of a long output: the first tells what ran, the last how it
 * ended. Thread-safe.
 */
final class BoundedOutput {
  private final byte[] head;
  private final byte[] tail;
  private int headLength;
  private long tailTotal;

  /** Keeps so many bytes, a third of them from the beginning. */
  BoundedOutput(int limit) {
    head = new byte[limit / 3];
    tail = new byte[limit - limit / 3];
  }

  void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      append(buffer, n);
    }
  }

  private synchronized void append(byte[] bytes, int count) {
    int first = Math.min(count, head.length - headLength);
    System.arraycopy(bytes, 0, head, headLength, first);
    headLength += first;
    for (int i = first; i < count; i++) {
      tail[(int) (tailTotal % tail.length)] = bytes[i];
      tailTotal++;
    }
  }

  synchronized String text() {
    String start = new String(head, 0, headLength, StandardCharsets.UTF_8);
    if (tailTotal == 0) {
      return start;
    }
    int kept = (int) Math.min(tailTotal, tail.length);
    byte[] end = new byte[kept];
    for (int i = 0; i < kept; i++) {
      end[i] = tail[(int) ((tailTotal - kept + i) % tail.length)];
    }
    long omitted = tailTotal - kept;
    String gap = omitted == 0 ? "" : "\n[... " + omitted + " bytes left out ...]\n";
    return start + gap + new String(end, StandardCharsets.UTF_8);
  }
}
