package dev.berth.bench.agent;

import dev.berth.bench.measure.Series;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Times requests to one server, one after the other over one connection. */
final class Caller {
  private final HttpClient client;
  private final HttpRequest request;

  private Caller(HttpClient client, HttpRequest request) {
    this.client = client;
    this.request = request;
  }

  static Caller ping(HttpClient client, int port) {
    return new Caller(client, HttpRequest.newBuilder(at(port, "/ping")).build());
  }

  static Caller invoke(HttpClient client, int port, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(port, "/invocations"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return new Caller(client, request.build());
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Takes one sample. */
  void call(Series series) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    long took = System.nanoTime() - begin;
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + " from " + request.uri());
    }
    series.add(took);
  }
}
