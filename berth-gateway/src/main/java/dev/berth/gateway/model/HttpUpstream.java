package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.secret.Secret;
import dev.berth.core.secret.SecretStore;
import dev.berth.gateway.model.Dialect.ModelRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** A provider over HTTP. Redirects are not followed: the key goes to the configured host only. */
final class HttpUpstream implements Upstream {
  private static final String ANTHROPIC_VERSION = "2023-06-01";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client;
  private final SecretStore secrets;
  private final ModelProvider provider;
  private final Duration patience;

  /**
   * @param patience until the answer begins
   */
  HttpUpstream(HttpClient client, SecretStore secrets, ModelProvider provider, Duration patience) {
    this.client = client;
    this.secrets = secrets;
    this.provider = provider;
    this.patience = patience;
  }

  @Override
  public Answer call(Dialect dialect, ModelRequest request, TaskId task)
      throws IOException, InterruptedException {
    HttpRequest.Builder http =
        switch (provider) {
          case ModelProvider.OpenAi openAi -> {
            HttpRequest.Builder builder = to(openAi.baseUrl(), "chat/completions");
            openAi
                .secret()
                .ifPresent(name -> builder.header("Authorization", "Bearer " + key(name)));
            yield builder;
          }
          case ModelProvider.Anthropic anthropic ->
              to(anthropic.baseUrl(), "messages")
                  .header("x-api-key", key(anthropic.secret()))
                  .header("anthropic-version", ANTHROPIC_VERSION);
          case ModelProvider.Scripted _ ->
              throw new IllegalStateException("a transcript is not called over HTTP");
        };
    http.header("Content-Type", "application/json")
        .header("Accept", request.stream() ? "text/event-stream" : "application/json")
        .timeout(patience)
        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request.body())));
    HttpResponse<InputStream> response;
    try {
      response = client.send(http.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new NotReachedException("the provider " + provider.name() + " is not reachable", e);
    }
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Retry-After").filter(v -> v.matches("[0-9]{1,6}")),
        false,
        response.body());
  }

  private static HttpRequest.Builder to(URI base, String path) {
    String root = base.toString();
    return HttpRequest.newBuilder(URI.create(root.endsWith("/") ? root + path : root + "/" + path));
  }

  private String key(String name) {
    return secrets
        .find(name)
        .map(Secret::reveal)
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "the key of the provider " + provider.name() + " is not configured"));
  }
}
