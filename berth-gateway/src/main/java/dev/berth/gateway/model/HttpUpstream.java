package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.secret.Secret;
import dev.berth.core.secret.SecretStore;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.IdleWatch;
import dev.berth.gateway.model.Dialect.ModelRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import tools.jackson.databind.json.JsonMapper;

/** A provider over HTTP. Redirects are not followed: the key goes to the configured host only. */
final class HttpUpstream implements Upstream {
  private static final String ANTHROPIC_VERSION = "2023-06-01";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Supplier<HttpClient> client;
  private final SecretStore secrets;
  private final ModelProvider provider;
  private final Providers.Patience patience;
  private final Time time;

  HttpUpstream(
      Supplier<HttpClient> client,
      SecretStore secrets,
      ModelProvider provider,
      Providers.Patience patience,
      Time time) {
    this.client = client;
    this.secrets = secrets;
    this.provider = provider;
    this.patience = patience;
    this.time = time;
  }

  @Override
  public Answer call(Dialect dialect, ModelRequest request, TaskId task, Cancellation cancellation)
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
        .timeout(patience.answer())
        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request.body())));
    HttpResponse<InputStream> response = send(http.build(), cancellation);
    cancellation.by(() -> close(response.body()));
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Retry-After").filter(v -> v.matches("[0-9]{1,6}")),
        false,
        new WatchedBody(response.body(), patience.idle(), time));
  }

  private HttpResponse<InputStream> send(HttpRequest request, Cancellation cancellation)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> sent =
        client.get().sendAsync(request, _ -> new OrderedBody());
    cancellation.by(() -> sent.cancel(true));
    try {
      return sent.get();
    } catch (CancellationException e) {
      throw new IOException("the call was cancelled", e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectException
          || e.getCause() instanceof HttpConnectTimeoutException
          || e.getCause() instanceof SSLHandshakeException) {
        throw new NotReachedException(
            "the provider " + provider.name() + " is not reachable", e.getCause());
      }
      throw new IOException("the provider " + provider.name() + " did not answer", e.getCause());
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new IllegalStateException("the body's close does nothing that can fail", e);
    }
  }

  @Override
  public OutputCap outputCap() {
    return switch (provider) {
      case ModelProvider.OpenAi openAi -> openAi.outputCap();
      case ModelProvider.Anthropic _, ModelProvider.Scripted _ -> OutputCap.MAX_TOKENS;
    };
  }

  @Override
  public Concealment concealment() {
    Optional<String> name =
        switch (provider) {
          case ModelProvider.OpenAi openAi -> openAi.secret();
          case ModelProvider.Anthropic anthropic -> Optional.of(anthropic.secret());
          case ModelProvider.Scripted _ -> Optional.empty();
        };
    return name.flatMap(secrets::find)
        .map(secret -> new Concealment(secret.reveal()))
        .orElse(Concealment.none());
  }

  private static HttpRequest.Builder to(URI base, String path) {
    String root = base.toString();
    return HttpRequest.newBuilder(URI.create(root.endsWith("/") ? root + path : root + "/" + path))
        // in the clear, the offer of HTTP/2 only confuses small servers; over TLS it is asked for
        .version(
            "https".equals(base.getScheme())
                ? HttpClient.Version.HTTP_2
                : HttpClient.Version.HTTP_1_1);
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

  /** A body that is closed when nothing came for too long while somebody read. */
  private static final class WatchedBody extends FilterInputStream {
    private final IdleWatch watch;
    private final Duration idle;

    WatchedBody(InputStream body, Duration idle, Time time) {
      super(body);
      this.idle = idle;
      this.watch = IdleWatch.over(idle, time, body);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      watch.resume();
      try {
        return super.read(into, offset, length);
      } catch (IOException e) {
        if (watch.fired()) {
          throw new IOException("nothing came from the provider for " + idle, e);
        }
        throw e;
      } finally {
        watch.pause();
      }
    }

    @Override
    public void close() throws IOException {
      watch.close();
      super.close();
    }
  }
}
