package dev.berth.cli.http;

import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Headers;
import dev.berth.api.http.MediaTypes;
import dev.berth.cli.command.CliException;
import dev.berth.cli.config.ClientConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import tools.jackson.databind.JsonNode;

/**
 * Talks to one server. Thread-safe. Every failure is a {@link CliException} that says what to do.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /** An answer that is read whole; far above any page the API gives. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final ClientConfig config;
  private final WireJson json;
  private final ErrorAnswers errors;
  private final HttpClient http;

  public ApiClient(ClientConfig config, WireJson json) {
    this.config = config;
    this.json = json;
    this.errors = new ErrorAnswers(config, json);
    this.http = http(config);
  }

  private static HttpClient http(ClientConfig config) {
    // HTTP/1.1: with 2 the client would offer an upgrade in its first request, which costs and
    // gains nothing here.
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (!"https".equalsIgnoreCase(config.server().getScheme())) {
      builder.sslContext(trustingNobody());
    }
    return builder.build();
  }

  /** Never used. The client would make one that reads all authorities, which takes its time. */
  private static SSLContext trustingNobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  public WireJson json() {
    return json;
  }

  public ClientConfig config() {
    return config;
  }

  /** Gets one thing. */
  public <T> Answer<T> get(String pathAndQuery, Class<T> type) {
    return send(ApiRequest.of("GET", pathAndQuery), json.one(type));
  }

  /** Gets one page of a list. */
  public <T> Answer<List<T>> page(String pathAndQuery, Class<T> type) {
    return send(ApiRequest.of("GET", pathAndQuery), json.listOf(type));
  }

  /** Sends a request and reads its answer as one thing. */
  public <T> Answer<T> send(ApiRequest request, Class<T> type) {
    return send(request, json.one(type));
  }

  /**
   * The same for a request with an idempotency key, sent once more when the connection broke: the
   * first one may have arrived, and the key makes the second harmless.
   */
  public <T> Answer<T> sendAgain(ApiRequest request, Class<T> type) {
    try {
      return send(request, type);
    } catch (CliException e) {
      boolean mayHaveArrived =
          e.getCause() instanceof IOException && !(e.getCause() instanceof ConnectException);
      if (!mayHaveArrived || request.idempotencyKey().isEmpty()) {
        throw e;
      }
      return send(request, type);
    }
  }

  /** Opens a body that is read as it comes: text, artifacts, bundles. The caller closes it. */
  public HttpResponse<InputStream> open(String pathAndQuery, String accept) {
    HttpResponse<InputStream> response =
        exchange(build(ApiRequest.of("GET", pathAndQuery), accept).timeout(ANSWER_TIMEOUT).build());
    requireSuccess(response);
    return response;
  }

  /** Opens a stream of events that may stay open for hours. The caller closes it. */
  HttpResponse<InputStream> openStream(String path, Optional<String> lastEventId) {
    HttpRequest.Builder request = build(ApiRequest.of("GET", path), MediaTypes.EVENT_STREAM);
    lastEventId.ifPresent(id -> request.header(Headers.LAST_EVENT_ID, id));
    // The timeout covers the time until the headers come, not the body.
    HttpResponse<InputStream> response = exchange(request.timeout(ANSWER_TIMEOUT).build());
    requireSuccess(response);
    return response;
  }

  private <T> Answer<T> send(ApiRequest request, WireJson.Shape<T> shape) {
    HttpRequest built = build(request, MediaTypes.JSON).timeout(ANSWER_TIMEOUT).build();
    HttpResponse<InputStream> response = exchange(built);
    requireSuccess(response);
    String body = read(response);
    JsonNode tree = errors.tree(body, response);
    JsonNode data = tree.get("data");
    if (data == null) {
      throw errors.notBerth(response, "its answer has no \"data\"");
    }
    Optional<Pagination> pagination =
        Optional.ofNullable(tree.get("pagination")).map(node -> json.value(node, Pagination.class));
    boolean replayed =
        response.headers().firstValue(Headers.IDEMPOTENT_REPLAY).filter("true"::equals).isPresent();
    return new Answer<>(data, json.value(data, shape), pagination, replayed);
  }

  private HttpRequest.Builder build(ApiRequest request, String accept) {
    HttpRequest.BodyPublisher body =
        request
            .body()
            .map(
                value ->
                    HttpRequest.BodyPublishers.ofString(
                        json.compact(value), StandardCharsets.UTF_8))
            .orElseGet(HttpRequest.BodyPublishers::noBody);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(java.net.URI.create(config.server() + request.pathAndQuery()))
            .method(request.method(), body)
            .header("Accept", accept)
            .header("User-Agent", "berth-cli");
    request.body().ifPresent(present -> builder.header("Content-Type", MediaTypes.JSON));
    request.idempotencyKey().ifPresent(key -> builder.header(Headers.IDEMPOTENCY_KEY, key));
    config.token().ifPresent(token -> authorize(builder, token));
    return builder;
  }

  private void authorize(HttpRequest.Builder builder, String token) {
    try {
      builder.header("Authorization", "Bearer " + token);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "BAD_TOKEN",
          "the token from " + config.tokenOrigin() + " holds characters that no token has",
          "Copy it again, without line ends or quotes.");
    }
  }

  private HttpResponse<InputStream> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException e) {
      throw errors.unreachable("no answer within " + ANSWER_TIMEOUT.toSeconds() + " s", e);
    } catch (ConnectException e) {
      throw errors.unreachable("connection refused, or no such host", e);
    } catch (IOException e) {
      String message = e.getMessage();
      throw errors.unreachable(message == null ? e.getClass().getSimpleName() : message, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.interrupted(e);
    }
  }

  private void requireSuccess(HttpResponse<InputStream> response) {
    if (response.statusCode() / 100 != 2) {
      throw errors.of(response, read(response));
    }
  }

  private String read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
      if (bytes.length > MAX_ANSWER_BYTES) {
        throw errors.notBerth(
            response, "its answer is larger than " + (MAX_ANSWER_BYTES >> 20) + " MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw errors.unreachable("the connection broke while the answer came", e);
    }
  }

  /** Ends at once what is still open. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
