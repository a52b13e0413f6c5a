package dev.berth.forge.mirror;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes of what is written and drops the rest. Not thread-safe. */
final class CappedBuffer extends OutputStream {
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int limit;
  private boolean truncated;

  CappedBuffer(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    int taken = Math.min(length, limit - kept.size());
    kept.write(bytes, from, taken);
    truncated = truncated || taken < length;
  }

  boolean truncated() {
    return truncated;
  }

  /** What was kept, as UTF-8; when something was dropped, up to the last whole line. */
  String text() {
    String text = kept.toString(StandardCharsets.UTF_8);
    return truncated ? text.substring(0, text.lastIndexOf('\n') + 1) : text;
  }
}
