package dev.berth.dist;

import com.sun.net.httpserver.HttpServer;
import dev.berth.dist.server.ServerTraining;
import dev.berth.dist.training.SessionTraining;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs, at packaging time, what users run most, so that a start-up cache holds the classes it
 * needs: {@code Training cli|server|session SCRATCH}, with a directory for its data. The cache is
 * this process's own, or those of the three that a session is made of. Talks to nobody but itself.
 */
final class Training {
  private static final String TASK =
      """
      {"task_id":"01KTRAINING0000000000000000","status":"COMPLETED","status_since":"2026-11-01T10:00:00Z",
       "created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","repo":"acme/shop","cost_usd":0.01}
      """;

  private Training() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path scratch = Path.of(arguments[1]);
    boolean done =
        switch (arguments[0]) {
          case "cli" -> cli();
          case "session" ->
              new SessionTraining(Path.of(System.getProperty("berth.home", "")), scratch).run();
          case "server" ->
              Main.run("up", "--help") == 0 && ServerTraining.run(Main.context(), scratch);
          default -> throw new IllegalArgumentException("no training for " + arguments[0]);
        };
    System.exit(done ? 0 : 1);
  }

  private static boolean cli() throws IOException {
    Main.run("--help");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              ("{\"data\":[" + TASK + "],\"pagination\":{\"next_token\":null,\"has_more\":false}}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    int exit = Main.run("list", "--server", address, "--token", "training");
    server.stop(0);
    return exit == 0;
  }
}
