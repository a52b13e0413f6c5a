package dev.berth.stacks.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** All services at one local port: answers what it was told to, else as {@link WireTexts} says. */
final class AwsStub implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<AwsOperation, Deque<Reply>> scripts = new EnumMap<>(AwsOperation.class);
  private final List<Seen> seen = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Function<Seen, Reply> otherwise;

  /**
   * A request.
   *
   * @param text path, query and body, decoded
   */
  record Seen(AwsOperation operation, String text) {}

  AwsStub() throws IOException {
    this(request -> Reply.ok(WireTexts.of(request.operation())));
  }

  /**
   * A stub.
   *
   * @param otherwise the answer where no script says one
   */
  AwsStub(Function<Seen, Reply> otherwise) throws IOException {
    this.otherwise = otherwise;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next answers to this operation; the last one stays. */
  synchronized AwsStub on(AwsOperation operation, Reply... replies) {
    scripts.put(operation, new ArrayDeque<>(List.of(replies)));
    return this;
  }

  synchronized AwsStub error(AwsOperation operation, int status, String code) {
    return on(operation, Reply.error(operation, status, code, "words"));
  }

  synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  List<String> textsOf(AwsOperation operation) {
    return seen().stream().filter(one -> one.operation() == operation).map(Seen::text).toList();
  }

  private synchronized Reply next(Seen request) {
    seen.add(request);
    Deque<Reply> script = scripts.get(request.operation());
    if (script == null) {
      return otherwise.apply(request);
    }
    return script.size() > 1 ? script.pop() : script.getFirst();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Optional<AwsOperation> operation = Routes.of(exchange, body);
    if (operation.isEmpty()) {
      send(exchange, Reply.status(418, "not an operation that is known here"));
      return;
    }
    String text = URLDecoder.decode(exchange.getRequestURI() + "\n" + body, StandardCharsets.UTF_8);
    Reply reply = next(new Seen(operation.get(), text));
    switch (reply.manner()) {
      case WHOLE -> send(exchange, reply);
      case DROPPED -> exchange.close();
      case SILENT -> waitForTheEnd(exchange);
      case CUT -> {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
      }
    }
  }

  private void waitForTheEnd(HttpExchange exchange) {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    if (!reply.type().isEmpty()) {
      exchange.getResponseHeaders().add("x-amzn-ErrorType", reply.type());
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), head || bytes.length == 0 ? -1 : bytes.length);
    if (!head && bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
