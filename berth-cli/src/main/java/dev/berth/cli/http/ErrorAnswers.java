package dev.berth.cli.http;

import dev.berth.api.error.ErrorBody;
import dev.berth.api.error.ErrorEnvelope;
import dev.berth.api.http.Headers;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.config.ClientConfig;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns what is not a successful answer into an error with a remedy. */
final class ErrorAnswers {
  private final ClientConfig config;
  private final WireJson json;

  ErrorAnswers(ClientConfig config, WireJson json) {
    this.config = config;
    this.json = json;
  }

  CliException of(HttpResponse<?> response, String body) {
    int status = response.statusCode();
    int exit = status == 401 || status == 403 ? ExitCode.NOT_ALLOWED : ExitCode.FAILED;
    Optional<ErrorBody> sent = parse(body);
    if (sent.isEmpty() && status != 401) {
      return notBerth(response, "it answered " + status + " without a Berth error");
    }
    ErrorBody error =
        sent.orElseGet(
            () ->
                new ErrorBody(
                    "UNAUTHORIZED", "the server wants a valid token", "", null, List.of()));
    String requestId =
        error.requestId() == null || error.requestId().isEmpty()
            ? requestId(response)
            : error.requestId();
    String remedy = error.remedy();
    if (remedy == null || remedy.isEmpty()) {
      remedy = status == 401 ? tokenRemedy() : retryAfter(response).orElse(null);
    }
    return new CliException(
        new ErrorBody(error.code(), error.message(), requestId, remedy, error.details()),
        exit,
        null);
  }

  CliException unreachable(String why, Throwable cause) {
    String message = "cannot reach the server at " + config.server() + " (" + why + ")";
    String remedy =
        "Start it with `berth up`, or name another with --server or BERTH_SERVER (this one came"
            + " from "
            + config.serverOrigin()
            + ").";
    return new CliException(
        new ErrorBody("SERVER_UNREACHABLE", message, "", remedy, List.of()),
        ExitCode.FAILED,
        cause);
  }

  CliException interrupted(InterruptedException cause) {
    return new CliException(
        new ErrorBody("INTERRUPTED", "interrupted", "", null, List.of()),
        ExitCode.INTERRUPTED,
        cause);
  }

  CliException notBerth(HttpResponse<?> response, String why) {
    String message = config.server() + " does not answer like a Berth server: " + why;
    String remedy =
        "Check the address (it came from " + config.serverOrigin() + ") and what stands between.";
    return new CliException(
        new ErrorBody("NOT_A_BERTH_SERVER", message, requestId(response), remedy, List.of()),
        ExitCode.FAILED,
        null);
  }

  JsonNode tree(String body, HttpResponse<?> response) {
    try {
      return json.tree(body);
    } catch (JacksonException e) {
      throw notBerth(response, "its answer is not JSON");
    }
  }

  private Optional<ErrorBody> parse(String body) {
    try {
      JsonNode error = json.tree(body).get("error");
      if (error == null || !error.path("code").isString() || !error.path("message").isString()) {
        return Optional.empty();
      }
      if (error.path("details").isArray()) {
        return Optional.of(json.value(json.tree(body), ErrorEnvelope.class).error());
      }
      // Something between client and server, or an older server, may leave the rest out.
      return Optional.of(
          new ErrorBody(
              error.path("code").stringValue(),
              error.path("message").stringValue(),
              error.path("request_id").stringValue(""),
              error.path("remedy").stringValue(null),
              List.of()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private String tokenRemedy() {
    return config.token().isPresent()
        ? "The token came from "
            + config.tokenOrigin()
            + ". Set BERTH_TOKEN to a key that this server knows."
        : "Set BERTH_TOKEN to one of the server's API keys; it prints one when it starts for the"
            + " first time.";
  }

  private static Optional<String> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(seconds -> "Try again in " + seconds + " s.");
  }

  private static String requestId(HttpResponse<?> response) {
    return response.headers().firstValue(Headers.REQUEST_ID).orElse("");
  }
}
