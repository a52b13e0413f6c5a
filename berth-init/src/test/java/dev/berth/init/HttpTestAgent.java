package dev.berth.init;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An agent by the AgentCore contract: {@code HttpTestAgent PORT json|sse|big|hangup|busy}. Runs in
 * a sandbox. {@code busy} answers at once, and writes the file {@code answer} afterwards.
 */
public final class HttpTestAgent {
  private HttpTestAgent() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
    AtomicBoolean busy = new AtomicBoolean();
    server.createContext(
        "/ping",
        exchange ->
            answer(exchange, "{\"status\":\"" + (busy.get() ? "HealthyBusy" : "Healthy") + "\"}"));
    server.createContext(
        "/invocations",
        exchange -> {
          String prompt =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          switch (args[1]) {
            case "json" -> answer(exchange, "{\"echo\":" + prompt + "}");
            case "big" -> answer(exchange, "\"" + "x".repeat(2_000_000) + "\"");
            case "hangup" -> exchange.close();
            case "busy" -> {
              busy.set(true);
              answer(exchange, "\"begun\"");
              workOn(busy);
            }
            default -> stream(exchange);
          }
        });
    server.start();
    System.out.println("agent is up");
  }

  private static void workOn(AtomicBoolean busy) throws IOException {
    Process work =
        new ProcessBuilder("/bin/sh", "-c", "sleep 0.7; echo 42 > /workspace/repo/answer").start();
    var _ = work.onExit().thenRun(() -> busy.set(false));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 1; i <= 3; i++) {
        out.write(("data: {\"n\":" + i + "}\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }
}
