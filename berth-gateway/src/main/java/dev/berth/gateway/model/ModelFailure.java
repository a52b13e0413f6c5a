package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Maps a provider's error to the catalogue, at the one place that reads a provider's words. */
final class ModelFailure {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_WORDS = 500;
  private static final int OVERLOADED = 529;

  private ModelFailure() {}

  /**
   * Whether a status says that the provider looked at the request and did not run the model, so
   * that nobody is billed. A server's error says no such thing: it may come from something in front
   * of the provider that stopped waiting. Anthropic's 529 is told before the model is asked
   * (decision 0068).
   */
  static boolean isRefusal(int status) {
    return status == OVERLOADED || (status >= 400 && status < 500 && status != 408);
  }

  static BerthException of(Dialect dialect, int status, byte[] body, Concealment concealment) {
    JsonNode error = parse(body);
    if (dialect.isContextTooLarge(error) || status == 413) {
      return new BerthException(
          ErrorCode.MODEL_CONTEXT_TOO_LARGE, "the provider says: " + words(error, concealment));
    }
    if (status == 429) {
      return new BerthException(ErrorCode.MODEL_THROTTLED, "the provider asks to slow down");
    }
    if (status == 401 || status == 403) {
      // its words may quote the key
      return new BerthException(
          ErrorCode.MODEL_REFUSED, "the provider does not accept the key that Berth has");
    }
    if (status >= 500 || status == 408 || status < 400) {
      return new BerthException(
          ErrorCode.MODEL_UNAVAILABLE, "the provider answered with status " + status);
    }
    return new BerthException(
        ErrorCode.MODEL_REFUSED, "the provider says: " + words(error, concealment));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static String words(JsonNode error, Concealment concealment) {
    String message =
        concealment.apply(error.path("error").path("message").asString("nothing that can be read"));
    String printable =
        message
            .codePoints()
            .limit(MAX_WORDS)
            .map(c -> Character.isISOControl(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return printable.isBlank() ? "nothing" : printable;
  }
}
