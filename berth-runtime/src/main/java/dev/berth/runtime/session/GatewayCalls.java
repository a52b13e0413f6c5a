package dev.berth.runtime.session;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls to the gateway that outlast a restart of the control plane: refused connections, broken
 * answers and 503 are tried again for as long as the session lives; every call of the protocol may
 * be repeated. Thread-safe.
 */
final class GatewayCalls {
  /** One call. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way out; never compared.
  record Call(
      String method, String path, byte[] body, Map<String, String> headers, Duration timeout) {
    Call {
      headers = Map.copyOf(headers);
    }
  }

  private final HttpClient client;
  private final SessionAddress address;
  private final Pace pace;
  private final SessionEnd end;
  private final JsonMapper mapper;

  GatewayCalls(SessionAddress address, Pace pace, SessionEnd end, JsonMapper mapper) {
    this.address = address;
    this.pace = pace;
    this.end = end;
    this.mapper = mapper;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
  }

  /**
   * Makes a call until it is answered.
   *
   * @return the body of a 2xx answer
   * @throws SessionEndedException on 401 and 410, or when the session ended while waiting
   * @throws SessionException on any other refusal
   */
  byte[] untilAnswered(Call call) throws InterruptedException {
    long wait = pace.retryFirst().toMillis();
    while (true) {
      end.check();
      Optional<byte[]> answer = once(call);
      if (answer.isPresent()) {
        return answer.get();
      }
      end.pause(Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1)));
      wait = Math.min(wait * 2, pace.retryMost().toMillis());
    }
  }

  /** Makes a call once; empty when it is worth repeating. */
  Optional<byte[]> once(Call call) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(call.path()))
            .timeout(call.timeout())
            .header("Authorization", "Bearer " + address.token())
            .method(call.method(), BodyPublishers.ofByteArray(call.body()));
    call.headers().forEach(request::header);
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      // The forwarder in the sandbox accepts and then closes while the control plane is away: any
      // broken answer counts.
      return Optional.empty();
    }
    int status = response.statusCode();
    if (status / 100 == 2) {
      return Optional.of(response.body());
    }
    if (status == 503 || status == 429) {
      pauseAsAsked(response);
      return Optional.empty();
    }
    throw refusal(status, response.body());
  }

  private void pauseAsAsked(HttpResponse<byte[]> response) throws InterruptedException {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    if (seconds.matches("[0-9]{1,3}")) {
      end.pause(Duration.ofSeconds(Long.parseLong(seconds)));
    }
  }

  private SessionException refusal(int status, byte[] body) {
    String code = "HTTP_" + status;
    String message = "The gateway answered " + status;
    try {
      JsonNode error = mapper.readTree(body).path("error");
      code = error.path("code").asString(code);
      message = error.path("message").asString(message);
    } catch (JacksonException e) {
      // Not the gateway's own answer; the status says enough.
      message = message + " without an error body";
    }
    if (status == 401 || status == 410) {
      SessionEndedException ended = new SessionEndedException(status, code, message);
      end.end(ended);
      return ended;
    }
    return new SessionException(status, code, message);
  }
}
