package dev.berth.cli.conformance;

import dev.berth.cli.time.ClientTime;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The agent that is looked at, over HTTP, and how to talk to it. Thread-safe. */
final class Target implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(20);

  private final URI base;
  private final Payloads payloads;
  private final ClientTime time;
  private final Duration limit;
  private final HttpClient client;

  /** Something that becomes true, or does not. */
  interface Condition {
    boolean holds() throws Deviation, IOException, InterruptedException;
  }

  /**
   * @param base where the agent listens, without a path
   * @param limit how long one request may take
   */
  Target(URI base, Payloads payloads, ClientTime time, Duration limit) {
    this.base = base;
    this.payloads = payloads;
    this.time = time;
    this.limit = limit;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  Payloads payloads() {
    return payloads;
  }

  ClientTime time() {
    return time;
  }

  HttpClient client() {
    return client;
  }

  Duration limit() {
    return limit;
  }

  URI at(String path) {
    return base.resolve(path);
  }

  Ping ping() throws Deviation, IOException, InterruptedException {
    return Ping.of(get("/ping"));
  }

  Reply get(String path) throws IOException, InterruptedException {
    return exchange(HttpRequest.newBuilder(at(path)).GET());
  }

  /** Posts JSON as a runtime would. */
  Reply invoke(String payload) throws IOException, InterruptedException {
    return exchange(invocation(payload));
  }

  Reply invoke(byte[] body, Map<String, String> headers) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at("/invocations"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return exchange(request);
  }

  /** Begins an invocation and does not wait for its answer. */
  CompletableFuture<Reply> begin(String payload) {
    long begun = System.nanoTime();
    return client
        .sendAsync(invocation(payload).timeout(limit).build(), BodyHandlers.ofByteArray())
        .thenApply(answer -> reply(answer, begun));
  }

  /** Begins an invocation whose answer is read as it comes; closing it leaves the agent alone. */
  HttpResponse<InputStream> open(String payload) throws IOException, InterruptedException {
    return client.send(invocation(payload).timeout(limit).build(), BodyHandlers.ofInputStream());
  }

  /** Looks every 20 ms until it holds; false when it did not in that time. */
  boolean within(Duration most, Condition condition)
      throws Deviation, IOException, InterruptedException {
    Instant end = time.now().plus(most);
    while (!condition.holds()) {
      if (time.now().isAfter(end)) {
        return false;
      }
      time.pause(STEP);
    }
    return true;
  }

  private HttpRequest.Builder invocation(String payload) {
    return HttpRequest.newBuilder(at("/invocations"))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(payload));
  }

  private Reply exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    return reply(client.send(request.timeout(limit).build(), BodyHandlers.ofByteArray()), begun);
  }

  private static Reply reply(HttpResponse<byte[]> answer, long begun) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    return new Reply(answer.statusCode(), answer.headers(), answer.body(), took);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
