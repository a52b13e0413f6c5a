package dev.berth.server.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opaque list cursors: what they hold is signed, so that a made-up one is refused and one of
 * another list does not fit. Thread-safe.
 */
public final class Cursors {
  private static final int SIGNATURE = 16;

  private final SecretKeySpec key;

  /**
   * @param key 32 random bytes that outlive a restart
   */
  public Cursors(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** The cursor of a position in a list. */
  public String seal(String list, String position) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = new byte[SIGNATURE + text.length];
    System.arraycopy(sign(list, position), 0, sealed, 0, SIGNATURE);
    System.arraycopy(text, 0, sealed, SIGNATURE, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /**
   * The position that a cursor of this list stands for.
   *
   * @throws IllegalArgumentException when this installation did not make it for this list
   */
  public String open(String list, String cursor) {
    byte[] sealed = Base64.getUrlDecoder().decode(cursor);
    if (sealed.length > SIGNATURE) {
      String position =
          new String(sealed, SIGNATURE, sealed.length - SIGNATURE, StandardCharsets.UTF_8);
      byte[] signature = java.util.Arrays.copyOf(sealed, SIGNATURE);
      if (MessageDigest.isEqual(signature, sign(list, position))) {
        return position;
      }
    }
    throw new IllegalArgumentException("not a cursor of this list; start from the beginning");
  }

  private byte[] sign(String list, String position) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] full = mac.doFinal((list + "\0" + position).getBytes(StandardCharsets.UTF_8));
      return java.util.Arrays.copyOf(full, SIGNATURE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
