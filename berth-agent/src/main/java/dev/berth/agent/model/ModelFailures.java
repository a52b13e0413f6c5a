package dev.berth.agent.model;

import dev.langchain4j.exception.HttpException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what failed out of the library's exceptions; the only place that knows them. */
final class ModelFailures {
  /** Codes of the gateway for what may pass. */
  private static final Set<String> PASSING =
      Set.of("MODEL_THROTTLED", "MODEL_UNAVAILABLE", "RATE_LIMITED");

  private ModelFailures() {}

  static ModelException translate(RuntimeException failure) throws InterruptedException {
    if (Thread.interrupted()
        || find(failure, InterruptedException.class).isPresent()
        || find(failure, ClosedByInterruptException.class).isPresent()) {
      throw new InterruptedException("interrupted in a model call");
    }
    Optional<HttpException> http = find(failure, HttpException.class);
    if (http.isPresent()) {
      return refused(http.get(), failure);
    }
    if (find(failure, IOException.class).isPresent()
        || failure instanceof dev.langchain4j.exception.TimeoutException) {
      return new ModelException(
          ModelException.Kind.NOT_REACHED,
          "MODEL_UNAVAILABLE",
          "The model gateway could not be reached",
          failure);
    }
    return new ModelException(
        ModelException.Kind.FINAL,
        "MODEL_ANSWER_INVALID",
        "The model's answer was not understood: " + failure,
        failure);
  }

  private static ModelException refused(HttpException http, RuntimeException failure) {
    int status = http.statusCode();
    String body = String.valueOf(http.getMessage());
    String code = "";
    String message = "The model gateway answered " + status;
    try {
      JsonNode error = JsonMapper.shared().readTree(body).path("error");
      String type = error.path("type").asString("");
      code = error.path("code").asString(type);
      message = error.path("message").asString(message);
    } catch (JacksonException e) {
      // Not an error envelope: an answer of whatever stands in for a gateway that restarts.
      message = message + " without an error body";
    }
    if (code.isEmpty() && status == 503) {
      return new ModelException(
          ModelException.Kind.NOT_REACHED, "MODEL_UNAVAILABLE", message, failure);
    }
    boolean passing =
        PASSING.contains(code) || (code.isEmpty() && (status >= 500 || status == 429));
    return new ModelException(
        passing ? ModelException.Kind.PASSING : ModelException.Kind.FINAL,
        code.isEmpty() ? (passing ? "MODEL_UNAVAILABLE" : "MODEL_REFUSED") : code,
        message,
        failure);
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
