package dev.berth.stacks.alert;

import dev.berth.core.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Posts alerts as JSON ({@link AlertJson}) to one address. The receiver de-duplicates by {@code
 * key}: after a crash the same alert may be opened twice. Every status of 200 to 299 counts as
 * delivered; redirects are not followed. Neither the address nor the token is in any message, for
 * both may be secrets. Thread-safe.
 */
public final class WebhookAlerts implements AlertPort {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI address;
  private final @Nullable Secret token;

  /**
   * A webhook.
   *
   * @param token sent as a bearer token, if there is one
   */
  public WebhookAlerts(URI address, @Nullable Secret token) {
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.address = address;
    this.token = token;
  }

  /** An http or https address; none if the text is something else. */
  public static Optional<URI> address(String text) {
    try {
      URI address = new URI(text.strip());
      boolean good =
          address.getHost() != null && Set.of("http", "https").contains(address.getScheme());
      return good ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException e) {
      // Without the text: it may hold a secret.
      return Optional.empty();
    }
  }

  @Override
  public Delivery open(Alert alert) {
    return send(AlertJson.of("open", alert));
  }

  @Override
  public Delivery update(Alert alert) {
    return send(AlertJson.of("update", alert));
  }

  @Override
  public Delivery resolve(String key, Instant at, String reason) {
    return send(AlertJson.resolved(key, at, reason));
  }

  private Delivery send(JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(AlertJson.MAPPER.writeValueAsString(body)));
    if (token != null) {
      request.header("Authorization", "Bearer " + token.reveal());
    }
    try {
      HttpResponse<Void> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.discarding());
      return answer.statusCode() / 100 == 2
          ? new Delivery.Done()
          : new Delivery.Failed("the webhook answered " + answer.statusCode());
    } catch (IOException e) {
      return new Delivery.Failed("the webhook did not answer: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery.Failed("interrupted while waiting for the webhook");
    }
  }
}
