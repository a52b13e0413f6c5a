package dev.berth.bench.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one would write without a library: the JDK's server, virtual threads, and Jackson; {@code
 * BareServer PORT}. It counts nothing, drains nothing and checks nothing.
 */
final class BareServer implements AutoCloseable {
  private static final byte[] HEALTHY =
      "{\"status\":\"Healthy\",\"time_of_last_update\":1}".getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final JsonMapper json = new JsonMapper();

  private BareServer(HttpServer server) {
    this.server = server;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (BareServer _ = start(Integer.parseInt(arguments[0]))) {
      Thread.currentThread().join();
    }
  }

  static BareServer start(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    BareServer bare = new BareServer(HttpServer.create(new InetSocketAddress(loopback, port), 50));
    bare.server.setExecutor(bare.threads);
    bare.server.createContext("/ping", exchange -> answer(exchange, HEALTHY));
    bare.server.createContext("/invocations", bare::echo);
    bare.server.start();
    return bare;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void echo(HttpExchange exchange) throws IOException {
    answer(exchange, json.writeValueAsBytes(json.readTree(exchange.getRequestBody())));
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
