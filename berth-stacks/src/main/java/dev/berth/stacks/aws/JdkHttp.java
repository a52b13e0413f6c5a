package dev.berth.stacks.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The SDK over the JDK's HTTP client. Of the clients at hand it is the one that does not by itself
 * send a DELETE again whose connection broke: it repeats reading requests only. Thread-safe.
 */
final class JdkHttp implements SdkHttpClient {
  /** What the client writes itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final HttpClient client;
  private final Duration timeout;

  JdkHttp(CallLimits limits) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.timeout = limits.attempt();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Prepared(request);
  }

  @Override
  public String clientName() {
    return "Jdk";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** One request; interrupting its thread ends it. */
  private final class Prepared implements ExecutableHttpRequest {
    private final HttpExecuteRequest request;
    private volatile boolean aborted;

    Prepared(HttpExecuteRequest request) {
      this.request = request;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      if (aborted) {
        throw new InterruptedIOException("given up before it was sent");
      }
      try {
        return answer(client.send(http(), HttpResponse.BodyHandlers.ofByteArray()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = new InterruptedIOException("given up");
        stopped.initCause(e);
        throw stopped;
      }
    }

    private HttpRequest http() throws IOException {
      SdkHttpRequest asked = request.httpRequest();
      HttpRequest.Builder http = HttpRequest.newBuilder(asked.getUri()).timeout(timeout);
      asked.forEachHeader(
          (name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
              values.forEach(value -> http.header(name, value));
            }
          });
      byte[] body = body();
      return http.method(
              asked.method().name(),
              body.length == 0
                  ? HttpRequest.BodyPublishers.noBody()
                  : HttpRequest.BodyPublishers.ofByteArray(body))
          .build();
    }

    private byte[] body() throws IOException {
      if (request.contentStreamProvider().isEmpty()) {
        return new byte[0];
      }
      try (InputStream content = request.contentStreamProvider().get().newStream()) {
        return content.readAllBytes();
      }
    }

    private HttpExecuteResponse answer(HttpResponse<byte[]> response) {
      return HttpExecuteResponse.builder()
          .response(
              SdkHttpFullResponse.builder()
                  .statusCode(response.statusCode())
                  .headers(response.headers().map())
                  .build())
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(response.body())))
          .build();
    }

    @Override
    public void abort() {
      aborted = true;
    }
  }
}
