package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that checks what every answer must have, and that it is as the document says. */
public final class Api {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI server;
  private final Optional<String> token;

  Api(URI server, Optional<String> token) {
    this.server = server;
    this.token = token;
  }

  /** An answer. */
  public record Answer(int status, HttpResponse<byte[]> raw) {
    public String text() {
      return new String(raw.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return JSON.readTree(raw.body());
    }

    public JsonNode data() {
      return json().path("data");
    }

    public JsonNode error() {
      return json().path("error");
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    /** Insists on an error of this code: a person can act on it, and nothing inside shows. */
    public Answer refusedWith(int wanted, String code) {
      assertThat(status).as("%s", text()).isEqualTo(wanted);
      assertThat(error().path("code").asString()).isEqualTo(code);
      assertThat(error().path("message").asString()).isNotBlank();
      assertThat(error().path("remedy").asString()).isNotBlank();
      assertThat(error().path("request_id").asString()).isEqualTo(header("X-Request-Id"));
      assertThat(text())
          .doesNotContain("\tat ", "Exception", "dev.berth", "java.", "tools.jackson");
      return this;
    }

    /** The fields that the details complain of. */
    public List<String> fields() {
      return error().path("details").valueStream().map(d -> d.path("field").asString()).toList();
    }
  }

  public Answer get(String path) {
    return send("GET", path, Optional.empty());
  }

  public Answer post(String path, String body) {
    return send("POST", path, Optional.of(body));
  }

  public Answer patch(String path, String body) {
    return send("PATCH", path, Optional.of(body));
  }

  public Answer delete(String path) {
    return send("DELETE", path, Optional.empty());
  }

  public Answer send(String method, String path, Optional<String> body, String... headers) {
    return bytes(method, path, body.map(t -> t.getBytes(StandardCharsets.UTF_8)), headers);
  }

  /** Sends what need not be text. */
  public Answer bytes(String method, String path, Optional<byte[]> body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.map(HttpRequest.BodyPublishers::ofByteArray)
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> raw =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Answer answer = new Answer(raw.statusCode(), raw);
      assertThat(answer.header("X-Request-Id")).as("%s %s", method, path).isNotBlank();
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      Documented.of(server).check(method, path, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
