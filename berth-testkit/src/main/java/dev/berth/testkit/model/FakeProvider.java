package dev.berth.testkit.model;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fake: no model, but a real HTTP server that speaks OpenAI chat completions and Anthropic
 * messages, streamed and whole, and keeps books of what it would charge. How a call is answered,
 * and where its connection ends, the test says. Thread-safe.
 */
public final class FakeProvider implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ServerSocket server;
  private final String key;
  private final Tariff tariff;
  private final Function<Request, ModelReply> plan;
  private final List<Entry> books = new CopyOnWriteArrayList<>();
  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private final List<Request> abandoned = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  /**
   * Listens at once, on loopback.
   *
   * @param key what callers must show; the error to others quotes it, as careless providers do
   * @param plan says what to do with a call; called on the call's thread
   */
  public FakeProvider(String key, Tariff tariff, Function<Request, ModelReply> plan)
      throws IOException {
    this.key = key;
    this.tariff = tariff;
    this.plan = plan;
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("fake-provider").start(this::acceptAll);
  }

  /**
   * A call as it came in.
   *
   * @param cap the most that it may be answered
   * @param bytes of the body
   * @param headers by names in lower case
   */
  public record Request(
      ModelFormat format,
      boolean stream,
      boolean usageWanted,
      long cap,
      int bytes,
      Map<String, String> headers,
      JsonNode body) {
    /** The text of the last message. */
    public String lastText() {
      return body.path("messages")
          .path(body.path("messages").size() - 1)
          .path("content")
          .asString("");
    }
  }

  /**
   * A line of the books.
   *
   * @param microUsd what is charged
   * @param reported whether the caller can know it: the final usage left for it completely, or the
   *     refusal says that there is none
   */
  public record Entry(Request request, Tokens tokens, long microUsd, boolean reported) {}

  /** Up to and with {@code /v1}. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
  }

  /** What was charged, in the order of the calls' ends. */
  public List<Entry> books() {
    return List.copyOf(books);
  }

  /** How large the bodies of answers are, also of those that were cut, in bytes. */
  public List<Integer> sizes() {
    return List.copyOf(sizes);
  }

  /** Calls whose caller went away during a stall. */
  public List<Request> abandoned() {
    return List.copyOf(abandoned);
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        Thread.ofVirtual().name("fake-provider-call").start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (one(socket, in)) {
        // the connection is kept alive
      }
    } catch (IOException gone) {
      // the caller left, or the provider was closed: both are what tests do
    } finally {
      connections.remove(socket);
    }
  }

  /** One call; whether the connection may carry another. */
  private boolean one(Socket socket, InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    String first = line(in);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    ModelFormat format = first.contains("/messages ") ? ModelFormat.ANTHROPIC : ModelFormat.OPENAI;
    JsonNode json = JSON.readTree(body);
    ModelWords words = ModelWords.in(format, json.path("model").asString(""));
    ProviderAnswer out = new ProviderAnswer(socket.getOutputStream());
    if (!key.equals(keyOf(format, headers))) {
      out.error(401, words.error("authentication_error", "not the key " + key), Map.of());
      return true;
    }
    Request request =
        new Request(
            format,
            json.path("stream").asBoolean(false),
            json.path("stream_options").path("include_usage").asBoolean(false)
                || format == ModelFormat.ANTHROPIC,
            json.path("max_completion_tokens").asLong(json.path("max_tokens").asLong(0)),
            body.length,
            Map.copyOf(headers),
            json);
    return switch (plan.apply(request)) {
      case ModelReply.Refuses refuses -> {
        books.add(new Entry(request, new Tokens(0, 0, 0, 0), 0, refuses.showsThatNothingRan()));
        Map<String, String> extra = new TreeMap<>();
        refuses.retryAfterSeconds().ifPresent(s -> extra.put("Retry-After", s.toString()));
        out.error(refuses.status(), words.error(refuses.code(), refuses.message()), extra);
        yield true;
      }
      case ModelReply.HangsUp hangsUp -> {
        charge(request, hangsUp.tokens(), false);
        yield false;
      }
      case ModelReply.Says says -> say(socket, in, out, request, words, says);
    };
  }

  private boolean say(
      Socket socket,
      InputStream in,
      ProviderAnswer out,
      Request request,
      ModelWords words,
      ModelReply.Says says)
      throws IOException {
    ModelReply.Delivery delivery = says.delivery();
    byte[] bytes;
    int usageEnd;
    if (request.stream()) {
      ModelWords.Stream stream = words.stream(says.words(), says.tokens(), request.usageWanted());
      bytes = stream.bytes();
      usageEnd = stream.usageEnd();
    } else {
      bytes = JSON.writeValueAsBytes(words.whole(says.words(), says.tokens()));
      usageEnd = says.words().tellsUsage() ? bytes.length : Integer.MAX_VALUE;
    }
    sizes.add(bytes.length);
    int last = Math.min(bytes.length, delivery.cutAt().or(delivery::stallAt).orElse(bytes.length));
    // before the first byte leaves, so that the books are never behind what a caller knows
    charge(request, says.tokens(), last >= usageEnd);
    boolean whole = out.body(request.stream(), bytes, last, delivery);
    if (delivery.stallAt().isPresent()) {
      waitForTheCaller(in, request);
      return false;
    }
    if (!whole) {
      socket.shutdownOutput();
    }
    return whole;
  }

  private void waitForTheCaller(InputStream in, Request request) {
    try {
      if (in.read() < 0) {
        abandoned.add(request);
      }
    } catch (IOException reset) {
      abandoned.add(request);
    }
  }

  private void charge(Request request, Tokens tokens, boolean reported) {
    books.add(new Entry(request, tokens, tariff.microUsd(tokens), reported));
  }

  private static String keyOf(ModelFormat format, Map<String, String> headers) {
    return switch (format) {
      case OPENAI -> headers.getOrDefault("authorization", "").replaceFirst("^Bearer ", "");
      case ANTHROPIC -> headers.getOrDefault("x-api-key", "");
    };
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** Writes answers to a connection. Not thread-safe. */
  private record ProviderAnswer(OutputStream out) {
    void error(int status, JsonNode json, Map<String, String> headers) throws IOException {
      byte[] bytes = JSON.writeValueAsBytes(json);
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Fake\r\n");
      headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      head.append("Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n");
      write(head.toString());
      out.write(bytes);
      out.flush();
    }

    /** Sends the body up to {@code last}; whether the message is complete and may be followed. */
    boolean body(boolean stream, byte[] bytes, int last, ModelReply.Delivery delivery)
        throws IOException {
      boolean chunked = stream && delivery.chunked();
      write(
          "HTTP/1.1 200 OK\r\nContent-Type: "
              + (stream ? "text/event-stream" : "application/json")
              + "\r\n"
              + (stream
                  ? (chunked ? "Transfer-Encoding: chunked\r\n" : "Connection: close\r\n")
                  : "Content-Length: " + bytes.length + "\r\n")
              + "\r\n");
      out.flush();
      int from = 0;
      for (int to : delivery.flushAt()) {
        if (to > from && to < last) {
          part(bytes, from, to, chunked);
          from = to;
        }
      }
      boolean cut = delivery.cutAt().isPresent() || delivery.stallAt().isPresent();
      if (chunked && cut && last % 2 == 1) {
        // every other cut is inside a chunk, the rest between two
        write(Integer.toHexString(last - from + 16) + "\r\n");
        out.write(bytes, from, last - from);
        out.flush();
        return false;
      }
      part(bytes, from, last, chunked);
      if (chunked && !cut) {
        write("0\r\n\r\n");
        out.flush();
      }
      return !cut && (chunked || !stream);
    }

    private void part(byte[] bytes, int from, int to, boolean chunked) throws IOException {
      if (to <= from) {
        return;
      }
      if (chunked) {
        write(Integer.toHexString(to - from) + "\r\n");
      }
      out.write(bytes, from, to - from);
      if (chunked) {
        write("\r\n");
      }
      out.flush();
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
