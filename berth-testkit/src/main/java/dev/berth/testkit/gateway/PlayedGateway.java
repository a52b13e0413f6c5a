package dev.berth.testkit.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The gateway as session init meets it: a Unix socket that answers hello with a plan and remembers
 * what it was told. For tests of sandboxes without a control plane. Thread-safe.
 */
public final class PlayedGateway implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final String plan;
  private volatile String directive = "";
  private volatile int failWith;

  /** Listens at once; a socket that lies there from before is replaced. */
  public PlayedGateway(Path socket, String plan) throws IOException {
    this.socket = socket;
    this.plan = plan;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Files.deleteIfExists(socket);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::acceptAll);
  }

  /** One request. */
  public record Call(String target, String authorization, byte[] body) {
    /** The target without its query. */
    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    /** The body as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as properties. */
    public Properties properties() {
      Properties properties = new Properties();
      try {
        properties.load(new StringReader(text()));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("from a string", e);
      }
      return properties;
    }
  }

  /** All requests, in order of arrival. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Requests to a path, in order of arrival. */
  public List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  /** Whether there was a request to this path. */
  public boolean heard(String path) {
    return !calls(path).isEmpty();
  }

  /** What the agent wrote to {@code stdout} or {@code stderr}. */
  public String output(String stream) {
    StringBuilder text = new StringBuilder();
    for (Call call : calls("/session/output")) {
      if (call.target().contains("stream=" + stream)) {
        text.append(call.text());
      }
    }
    return text.toString();
  }

  /** The directive in every answer to a pulse from now on. */
  public void say(String newDirective) {
    directive = newDirective;
  }

  /** Answers everything with this status from now on; 0 ends it. */
  public void failWith(int status) {
    failWith = status;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(client));
      String[] request = line(in).split(" ");
      int length = 0;
      String authorization = "";
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.startsWith("Content-Length: ")) {
          length = Integer.parseInt(header.substring("Content-Length: ".length()));
        } else if (header.startsWith("Authorization: ")) {
          authorization = header.substring("Authorization: ".length());
        }
      }
      Call call = new Call(request[1], authorization, in.readNBytes(length));
      if (failWith == 0) {
        calls.add(call);
      }
      byte[] answer = answer(call).getBytes(StandardCharsets.UTF_8);
      client.write(ByteBuffer.wrap(answer));
    } catch (IOException e) {
      System.err.println("fake gateway: " + e);
    }
  }

  private String answer(Call call) {
    if (failWith != 0) {
      return "HTTP/1.1 " + failWith + " No\r\nContent-Length: 0\r\n\r\n";
    }
    return switch (call.path()) {
      case "/session/hello" -> ok(plan);
      case "/session/pulse" -> ok("directive=" + directive + "\n");
      default -> "HTTP/1.1 204 No Content\r\n\r\n";
    };
  }

  private static String ok(String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the client hung up");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }
}
