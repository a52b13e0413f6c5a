package dev.berth.cli.http;

import java.util.Optional;

/**
 * One request.
 *
 * @param method HTTP method
 * @param pathAndQuery below the server's address, encoded
 * @param body written as JSON
 * @param idempotencyKey makes a repeated {@code POST} harmless
 */
public record ApiRequest(
    String method, String pathAndQuery, Optional<Object> body, Optional<String> idempotencyKey) {

  public static ApiRequest of(String method, String pathAndQuery) {
    return new ApiRequest(method, pathAndQuery, Optional.empty(), Optional.empty());
  }

  public ApiRequest withBody(Object value) {
    return new ApiRequest(method, pathAndQuery, Optional.of(value), idempotencyKey);
  }

  public ApiRequest withKey(String key) {
    return new ApiRequest(method, pathAndQuery, body, Optional.of(key));
  }
}
