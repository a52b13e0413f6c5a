package dev.berth.runtime.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A gateway that answers what the test says and remembers what it heard. */
final class StubGateway implements AutoCloseable {
  record Heard(String call, String body, long nanos) {}

  record Said(int status, String body) {}

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  StubGateway(int port, Function<Heard, Said> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  private void answer(HttpExchange exchange, Function<Heard, Said> answers) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Heard call =
        new Heard(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(), body, System.nanoTime());
    heard.add(call);
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    Said said = "Bearer t0ken".equals(token) ? answers.apply(call) : new Said(401, "{}");
    byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(said.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  SessionAddress address() {
    return new SessionAddress(URI.create("http://127.0.0.1:" + port()), "t0ken");
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<Heard> heard(String call) {
    return heard.stream().filter(h -> h.call().startsWith(call)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
