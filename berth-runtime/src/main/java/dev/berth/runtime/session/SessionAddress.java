package dev.berth.runtime.session;

import java.net.URI;

/**
 * Where a session's gateway is and what opens it; both come with the invocation.
 *
 * @param gateway without a path, for example {@code http://127.0.0.1:8090}
 * @param token the session's token; a secret, and left out of {@link #toString}
 */
public record SessionAddress(URI gateway, String token) {
  /** Checks that the token can be a header's value. */
  public SessionAddress {
    if (token.isBlank() || token.chars().anyMatch(c -> c <= 0x20 || c > 0x7e)) {
      throw new IllegalArgumentException("the session's token is not printable ASCII");
    }
    if (gateway.getScheme() == null || gateway.getHost() == null) {
      throw new IllegalArgumentException("the gateway's address needs a scheme and a host");
    }
  }

  URI resolve(String pathAndQuery) {
    return gateway.resolve(pathAndQuery);
  }

  @Override
  public String toString() {
    return "SessionAddress[gateway=" + gateway + "]";
  }
}
