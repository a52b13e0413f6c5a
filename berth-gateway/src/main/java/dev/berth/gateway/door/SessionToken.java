package dev.berth.gateway.door;

import dev.berth.core.blob.Sha256;
import dev.berth.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Tokens of sessions: 256 random bits, known to the database only by their SHA-256. */
public final class SessionToken {
  private static final String PREFIX = "berth_s_";
  private static final int MAX_LENGTH = 256;

  private SessionToken() {}

  static Secret random(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  static String sha256(Secret token) {
    return Sha256.hex(token.reveal().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the token is the one that was stored, in a time that does not depend on the answer. */
  static boolean matches(Secret token, String storedSha256) {
    return MessageDigest.isEqual(
        sha256(token).getBytes(StandardCharsets.US_ASCII),
        storedSha256.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads the token from a request: a bearer token, the password of Basic authentication (git), or
   * the header in which Anthropic's clients send their key.
   */
  public static Optional<Secret> of(@Nullable String authorization, @Nullable String apiKey) {
    if (authorization != null) {
      int space = authorization.indexOf(' ');
      if (space < 0 || authorization.length() > 2 * MAX_LENGTH) {
        return Optional.empty();
      }
      String scheme = authorization.substring(0, space);
      String rest = authorization.substring(space + 1).strip();
      if (scheme.equalsIgnoreCase("Bearer")) {
        return secret(rest);
      }
      return scheme.equalsIgnoreCase("Basic") ? password(rest) : Optional.empty();
    }
    return apiKey == null ? Optional.empty() : secret(apiKey.strip());
  }

  private static Optional<Secret> password(String base64) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    String pair = new String(decoded, StandardCharsets.ISO_8859_1);
    int colon = pair.indexOf(':');
    return colon < 0 ? Optional.empty() : secret(pair.substring(colon + 1));
  }

  private static Optional<Secret> secret(String text) {
    return text.isEmpty() || text.length() > MAX_LENGTH
        ? Optional.empty()
        : Optional.of(new Secret(text));
  }
}
