package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror.PushLimits;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Measures a pack while it is read: bytes, objects, and what the objects come to when they are
 * expanded, deltas by the size that they themselves announce for their result. A pack beyond its
 * limits fails the read, before anything has been expanded to memory or disk. Format:
 * gitformat-pack. Not thread-safe; {@link #close()} leaves the wrapped stream open.
 */
final class PackMeter extends FilterInputStream {
  private static final int HEADER = 12;
  private static final int OID = 20;
  private static final int OFS_DELTA = 6;
  private static final int REF_DELTA = 7;

  /** Two sizes of at most ten bytes each stand at the beginning of a delta. */
  private static final int DELTA_HEAD = 20;

  private enum State {
    HEADER,
    OBJECT,
    SIZE,
    OFFSET,
    BASE,
    DATA,
    TRAILER,
    END
  }

  private final PushLimits limits;
  private final Inflater inflater = new Inflater();
  private final byte[] inflated = new byte[64 * 1024];
  private final byte[] head = new byte[DELTA_HEAD];
  private State state = State.HEADER;
  private int counter;
  private long objectsLeft;
  private int type;
  private long size;
  private int shift;
  private long produced;
  private long packBytes;
  private long expandedBytes;
  private int objects;

  PackMeter(InputStream in, PushLimits limits) {
    super(in);
    this.limits = limits;
  }

  /** Bytes read so far. */
  long packBytes() {
    return packBytes;
  }

  /** Objects that the pack's header announces. */
  int objects() {
    return objects;
  }

  /** What the objects read so far come to. */
  long expandedBytes() {
    return expandedBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int n = in.read(buffer, from, length);
    if (n > 0) {
      measure(buffer, from, n);
    } else if (n < 0 && state != State.END) {
      throw refused("the pack ends too early", ErrorCode.MALFORMED_BODY);
    }
    return n;
  }

  @Override
  public void close() {
    inflater.end();
  }

  private void measure(byte[] buffer, int from, int length) {
    packBytes += length;
    if (packBytes > limits.packBytes()) {
      throw refused("the pack has more than " + limits.packBytes() + " bytes");
    }
    int at = from;
    int end = from + length;
    while (at < end) {
      at = state == State.DATA ? inflate(buffer, at, end) : step(buffer[at++] & 0xff, at);
    }
  }

  private int step(int b, int next) {
    switch (state) {
      case HEADER -> header(b);
      case OBJECT -> {
        type = (b >> 4) & 7;
        size = b & 15;
        shift = 4;
        afterSize(b);
      }
      case SIZE -> {
        if (shift > 56) {
          throw refused("an object's size is not valid", ErrorCode.MALFORMED_BODY);
        }
        size |= (long) (b & 127) << shift;
        shift += 7;
        afterSize(b);
      }
      case OFFSET -> {
        if ((b & 128) == 0) {
          startData();
        }
      }
      case BASE -> {
        if (++counter == OID) {
          startData();
        }
      }
      case TRAILER -> {
        if (++counter == OID) {
          state = State.END;
        }
      }
      case END -> throw refused("there are bytes after the pack", ErrorCode.MALFORMED_BODY);
      case DATA -> throw new IllegalStateException("data is inflated");
    }
    return next;
  }

  private void header(int b) {
    head[counter++] = (byte) b;
    if (counter < HEADER) {
      return;
    }
    boolean pack = head[0] == 'P' && head[1] == 'A' && head[2] == 'C' && head[3] == 'K';
    if (!pack || number(4) != 2) {
      throw refused("that is not a pack of version 2", ErrorCode.MALFORMED_BODY);
    }
    objectsLeft = number(8);
    if (objectsLeft > limits.objects()) {
      throw refused(
          "the pack has " + objectsLeft + " objects; " + limits.objects() + " are allowed");
    }
    objects = (int) objectsLeft;
    nextObject();
  }

  private long number(int from) {
    long value = 0;
    for (int i = from; i < from + 4; i++) {
      value = (value << 8) | (head[i] & 0xff);
    }
    return value;
  }

  private void nextObject() {
    counter = 0;
    state = objectsLeft-- == 0 ? State.TRAILER : State.OBJECT;
  }

  private void afterSize(int b) {
    if ((b & 128) != 0) {
      state = State.SIZE;
      return;
    }
    switch (type) {
      case 1, 2, 3, 4 -> {
        expand(size);
        startData();
      }
      case OFS_DELTA -> state = State.OFFSET;
      case REF_DELTA -> {
        counter = 0;
        state = State.BASE;
      }
      default -> throw refused("an object has no known type", ErrorCode.MALFORMED_BODY);
    }
  }

  private void startData() {
    if (size > limits.objectBytes()) {
      throw tooLarge(size);
    }
    inflater.reset();
    produced = 0;
    state = State.DATA;
  }

  private int inflate(byte[] buffer, int at, int end) {
    inflater.setInput(buffer, at, end - at);
    try {
      while (!inflater.finished()) {
        int n = inflater.inflate(inflated);
        if (n == 0 && inflater.needsInput()) {
          return end;
        }
        if (n == 0 && !inflater.finished()) {
          throw refused("an object needs a dictionary", ErrorCode.MALFORMED_BODY);
        }
        for (int i = 0; i < n && produced + i < DELTA_HEAD; i++) {
          head[(int) produced + i] = inflated[i];
        }
        produced += n;
        if (produced > size) {
          throw refused("an object is larger than it says", ErrorCode.MALFORMED_BODY);
        }
      }
    } catch (DataFormatException e) {
      throw refused("an object is not compressed properly", ErrorCode.MALFORMED_BODY);
    }
    if (produced != size) {
      throw refused("an object is smaller than it says", ErrorCode.MALFORMED_BODY);
    }
    if (type == OFS_DELTA || type == REF_DELTA) {
      expand(deltaResultSize());
    }
    int next = end - inflater.getRemaining();
    nextObject();
    return next;
  }

  /** The second of the two sizes with which a delta begins. */
  private long deltaResultSize() {
    int at = 0;
    long value = 0;
    for (int which = 0; which < 2; which++) {
      value = 0;
      int bits = 0;
      int b;
      do {
        if (at >= Math.min(produced, DELTA_HEAD) || bits > 56) {
          throw refused("a delta has no valid size", ErrorCode.MALFORMED_BODY);
        }
        b = head[at++] & 0xff;
        value |= (long) (b & 127) << bits;
        bits += 7;
      } while ((b & 128) != 0);
    }
    return value;
  }

  private BerthException tooLarge(long bytes) {
    return refused("an object has " + bytes + " bytes; " + limits.objectBytes() + " are allowed");
  }

  private void expand(long bytes) {
    if (bytes > limits.objectBytes()) {
      throw tooLarge(bytes);
    }
    expandedBytes += bytes;
    if (bytes < 0 || expandedBytes < 0 || expandedBytes > limits.expandedBytes()) {
      throw refused("the pack expands to more than " + limits.expandedBytes() + " bytes");
    }
  }

  private static BerthException refused(String why) {
    return refused(why, ErrorCode.PUSH_TOO_LARGE);
  }

  private static BerthException refused(String why, ErrorCode code) {
    return new BerthException(code, why);
  }
}
