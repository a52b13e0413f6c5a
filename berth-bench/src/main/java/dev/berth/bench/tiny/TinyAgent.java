package dev.berth.bench.tiny;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent that makes one heartbeat, reports that it did nothing, and ends; or, when its prompt has
 * {@link #WAIT}, says nothing more and waits until it is ended. What is left of a session's start
 * with it is the control plane, the sandbox and a JVM.
 */
public final class TinyAgent {
  /** What a prompt has for an agent that does not end by itself. */
  public static final String WAIT = "Wait until you are ended";

  private static final int PORT = 8080;
  private static final String GATEWAY = "http://127.0.0.1:8090";
  private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]*)\"");
  private static final String HEARTBEAT =
      "{\"last_directive\":0,\"turns_attempted\":0,\"turns_completed\":0,\"activity\":\"started\"}";
  private static final String RESULT =
      "{\"outcome\":\"error\",\"error_code\":\"NOTHING_DONE\",\"message\":\"a load run\","
          + "\"turns_completed\":0,\"reported\":{},\"commands\":[]}";

  private TinyAgent() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
    server.createContext("/ping", exchange -> answer(exchange, "{\"status\":\"Healthy\"}"));
    server.createContext("/invocations", TinyAgent::invoked);
    server.start();
  }

  private static void invoked(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher token = TOKEN.matcher(body);
    if (!token.find()) {
      throw new IOException("an invocation without a token");
    }
    boolean waits = body.contains(WAIT);
    Thread.ofPlatform().start(() -> work(token.group(1), waits));
    answer(exchange, "{\"status\":\"accepted\"}");
  }

  private static void work(String token, boolean waits) {
    try {
      post("/session/heartbeat", token, HEARTBEAT);
      if (waits) {
        return;
      }
      post("/session/result", token, RESULT);
      System.exit(0);
    } catch (IOException e) {
      System.err.println("tiny agent: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void post(String path, String token, String body) throws IOException {
    HttpURLConnection call =
        (HttpURLConnection) URI.create(GATEWAY + path).toURL().openConnection();
    call.setRequestMethod("POST");
    call.setDoOutput(true);
    call.setRequestProperty("Content-Type", "application/json");
    call.setRequestProperty("Authorization", "Bearer " + token);
    try (OutputStream out = call.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
    if (call.getResponseCode() / 100 != 2) {
      throw new IOException(path + " answers " + call.getResponseCode());
    }
    call.disconnect();
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
