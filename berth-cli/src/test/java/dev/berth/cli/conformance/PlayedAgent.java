package dev.berth.cli.conformance;

import dev.berth.cli.time.ClientTime;
import dev.berth.cli.time.SystemTime;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An agent written by hand, without Berth's library, that keeps the contract but for one defect.
 * One request per connection.
 */
public final class PlayedAgent implements AutoCloseable {
  private final Defect defect;
  private final ClientTime time;
  private final ServerSocket server;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final JsonMapper json = new JsonMapper();
  private int running;
  private long since;

  private record Request(String line, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(one -> one.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("");
    }
  }

  public PlayedAgent(Defect defect, ClientTime time, int port) throws IOException {
    this.defect = defect;
    this.time = time;
    since = time.now().getEpochSecond();
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** As a process: {@code DEFECT PORT}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Defect defect = Defect.valueOf(arguments[0]);
    if (defect == Defect.DOES_NOT_START) {
      System.exit(3);
    }
    PlayedAgent agent = new PlayedAgent(defect, new SystemTime(), Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(agent::drain));
    Thread.currentThread().join();
  }

  /** The JVM's own exit code after SIGTERM is 143; an agent that drained says 0. */
  private void drain() {
    try {
      while (defect == Defect.IGNORES_SIGTERM || (defect != Defect.DROPS_WORK && busy())) {
        time.pause(Duration.ofMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  public int port() {
    return server.getLocalPort();
  }

  private synchronized boolean busy() {
    return running > 0;
  }

  private synchronized void count(int change) {
    boolean before = busy();
    running += change;
    if (before != busy() && defect != Defect.KEEPS_OLD_STAMP) {
      since = time.now().getEpochSecond();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Request request = read(in);
      OutputStream out = socket.getOutputStream();
      switch (request.line()) {
        case "GET /ping HTTP/1.1" -> ping(out);
        case "POST /invocations HTTP/1.1" -> counted(request, out);
        case "GET /ws HTTP/1.1" -> PlayedSocket.serve(defect, request.header(KEY), in, out);
        default -> {
          boolean answered = defect == Defect.ANSWERS_GET;
          reply(out, answered ? 200 : 404, "{}");
        }
      }
    } catch (IOException e) {
      // The client went away, which is its right.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final String KEY = "Sec-WebSocket-Key";

  private void ping(OutputStream out) throws IOException {
    boolean waits = defect == Defect.BLOCKS_PING;
    if (waits) {
      oneAtATime.lock();
    }
    try {
      status(out);
    } finally {
      if (waits) {
        oneAtATime.unlock();
      }
    }
  }

  private void status(OutputStream out) throws IOException {
    boolean says = busy() && defect != Defect.NEVER_BUSY;
    long now = time.now().getEpochSecond();
    String stamp =
        switch (defect) {
          case RESTAMPS_PING -> "" + now;
          case PING_IN_MILLISECONDS -> since + "000";
          default -> "" + stamp();
        };
    String at = defect == Defect.PING_WITHOUT_TIME ? "" : ",\"time_of_last_update\":" + stamp;
    reply(out, 200, "{\"status\":\"" + (says ? "HealthyBusy" : "Healthy") + "\"" + at + "}");
  }

  private synchronized long stamp() {
    return since;
  }

  private void counted(Request request, OutputStream out) throws IOException, InterruptedException {
    boolean locks = defect == Defect.BLOCKS_PING || defect == Defect.ONE_AT_A_TIME;
    if (locks) {
      oneAtATime.lock();
    }
    count(1);
    boolean leaks = defect == Defect.LEAKS_BUSY;
    try {
      invoke(request, out);
    } catch (IOException e) {
      leaks = leaks || defect == Defect.LEAKS_STREAM;
      throw e;
    } finally {
      if (!leaks) {
        count(-1);
      }
      if (locks) {
        oneAtATime.unlock();
      }
    }
  }

  private void invoke(Request request, OutputStream out) throws IOException, InterruptedException {
    String type = request.header("Content-Type");
    boolean mixed = request.headers().keySet().stream().anyMatch(this::wrongCase);
    if (defect == Defect.FAILS_ALWAYS) {
      reply(out, 500, "{\"error\":\"no\"}");
    } else if (defect == Defect.WANTS_JSON_TYPE && !type.equals("application/json")) {
      reply(out, 415, "{\"error\":\"Unsupported Media Type\"}");
    } else if (defect == Defect.WANTS_HEADER_CASE && mixed) {
      reply(out, 400, "{\"error\":\"no session\"}");
    } else if (defect == Defect.SMALL_BODIES && request.body().length > 65_536) {
      reply(out, 413, "{\"error\":\"too large\"}");
    } else {
      parse(request, out);
    }
  }

  private boolean wrongCase(String name) {
    String right = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";
    return name.equalsIgnoreCase(right) && !name.equals(right);
  }

  private void parse(Request request, OutputStream out) throws IOException, InterruptedException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(request.body())).toString();
    } catch (CharacterCodingException e) {
      boolean guesses = defect == Defect.GUESSES_BAD_UTF8;
      reply(out, guesses ? 200 : 400, "{\"error\":\"Invalid encoding\"}");
      return;
    }
    JsonNode node;
    try {
      node = json.readTree(text);
    } catch (JacksonException e) {
      boolean guesses = defect == Defect.GUESSES_BAD_JSON;
      reply(out, guesses ? 200 : 400, "{\"error\":\"Invalid JSON\"}");
      return;
    }
    handle(node, out);
  }

  private void handle(JsonNode request, OutputStream out) throws IOException, InterruptedException {
    if (request.has("sleep_ms")) {
      new SystemTime().pause(Duration.ofMillis(request.path("sleep_ms").asInt()));
      reply(out, 200, "{\"reply\":\"awake\"}");
    } else if (request.has("fail")) {
      String stack = "\\n\\tat dev.example.Agent.answer(Agent.java:12)";
      reply(
          out, 500, "{\"error\":\"it failed" + (defect == Defect.SHOWS_STACK ? stack : "") + "\"}");
    } else if (request.has("stream_ms")) {
      stream(out, request.path("stream_ms").asInt(), false);
    } else if (request.has("failing_stream")) {
      stream(out, 10, true);
    } else {
      reply(out, 200, "{\"reply\":\"hello\"}");
    }
  }

  private void stream(OutputStream out, int millis, boolean fails)
      throws IOException, InterruptedException {
    boolean typed = defect != Defect.STREAM_WITHOUT_TYPE;
    head(out, 200, typed ? "text/event-stream" : "application/json", -1);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    OutputStream to = defect == Defect.BUFFERS_STREAM ? kept : out;
    String end = defect == Defect.WRONG_FRAMING ? "\n" : "\n\n";
    for (int i = 0; i < 10; i++) {
      new SystemTime().pause(Duration.ofMillis(millis / 10));
      to.write(("data: {\"n\":" + i + "}" + end).getBytes(StandardCharsets.UTF_8));
      to.flush();
    }
    if (fails) {
      String error =
          "data: {\"error\":\"it failed\",\"error_type\":\"Failure\","
              + "\"message\":\"An error occurred during streaming\"}\n\n";
      to.write(error.getBytes(StandardCharsets.UTF_8));
      if (defect == Defect.TWO_ERROR_EVENTS) {
        to.write(error.getBytes(StandardCharsets.UTF_8));
      }
    }
    out.write(kept.toByteArray());
  }

  private static void reply(OutputStream out, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    head(out, status, "application/json", bytes.length);
    out.write(bytes);
    out.flush();
  }

  private static void head(OutputStream out, int status, String type, int length)
      throws IOException {
    String head =
        "HTTP/1.1 %d Played\r\nContent-Type: %s\r\nConnection: close\r\n%s\r\n"
            .formatted(status, type, length < 0 ? "" : "Content-Length: " + length + "\r\n");
    out.write(head.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String next = line(in); !next.isEmpty(); next = line(in)) {
      int colon = next.indexOf(':');
      headers.put(next.substring(0, colon), next.substring(colon + 1).strip());
    }
    Request head = new Request(line, headers, new byte[0]);
    String length = head.header("Content-Length").toLowerCase(Locale.ROOT);
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return new Request(line, headers, body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the client went away");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
