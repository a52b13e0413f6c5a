package dev.berth.core.id;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Universally unique, lexicographically sortable identifiers: 48 bits of milliseconds, 80 random
 * bits, in Crockford's base 32. One source never returns a smaller id than before, also within a
 * millisecond and when the clock steps back. Thread-safe.
 */
public final class Ulid {
  /** Length of the text form. */
  public static final int LENGTH = 26;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final long LOW_MASK = (1L << 40) - 1;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long lastMillis = -1;
  private long high;
  private long low;

  public Ulid(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** The next id, greater than every id this source returned before. */
  public synchronized String next() {
    long millis = clock.millis();
    if (millis > lastMillis) {
      lastMillis = millis;
      high = random.nextLong() & LOW_MASK;
      low = random.nextLong() & LOW_MASK;
    } else {
      low = (low + 1) & LOW_MASK;
      if (low == 0) {
        high = (high + 1) & LOW_MASK;
      }
    }
    char[] text = new char[LENGTH];
    encode(lastMillis, text, 0, 10);
    encode(high, text, 10, 8);
    encode(low, text, 18, 8);
    return new String(text);
  }

  /** The next greater id in text order: the same moment, its random part increased by one. */
  public static String successor(String ulid) {
    require(ulid);
    char[] text = ulid.toCharArray();
    for (int i = text.length - 1; i >= 0; i--) {
      int digit = ALPHABET.indexOf(text[i]);
      if (digit < ALPHABET.length() - 1) {
        text[i] = ALPHABET.charAt(digit + 1);
        break;
      }
      text[i] = ALPHABET.charAt(0);
    }
    return new String(text);
  }

  /** The moment that the id carries, with millisecond precision. */
  public static Instant time(String ulid) {
    require(ulid);
    long millis = 0;
    for (int i = 0; i < 10; i++) {
      millis = (millis << 5) | ALPHABET.indexOf(ulid.charAt(i));
    }
    return Instant.ofEpochMilli(millis);
  }

  /**
   * Checks the form of a ULID.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  public static void require(String value) {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a ULID of 26 characters");
    }
  }

  /** Whether the text is a ULID in its canonical, upper-case form. */
  public static boolean isValid(String value) {
    return value.length() == LENGTH
        && value.charAt(0) <= '7'
        && value.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }

  private static void encode(long bits, char[] out, int from, int length) {
    for (int i = length - 1; i >= 0; i--) {
      out[from + i] = ALPHABET.charAt((int) (bits & 31));
      bits >>>= 5;
    }
  }
}
