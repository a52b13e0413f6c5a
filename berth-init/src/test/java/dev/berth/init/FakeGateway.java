package dev.berth.init;

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

/** A gateway on a Unix socket that answers from a plan and remembers what it was told. */
final class FakeGateway implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final String plan;
  private volatile String directive = "";
  private volatile int failWith;

  FakeGateway(Path socket, String plan) throws IOException {
    this.socket = socket;
    this.plan = plan;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Files.deleteIfExists(socket);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::acceptAll);
  }

  record Call(String target, String authorization, byte[] body) {
    String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    Properties properties() {
      Properties properties = new Properties();
      try {
        properties.load(new StringReader(text()));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("from a string", e);
      }
      return properties;
    }
  }

  List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  boolean heard(String path) {
    return !calls(path).isEmpty();
  }

  String output(String stream) {
    StringBuilder text = new StringBuilder();
    for (Call call : calls("/session/output")) {
      if (call.target().contains("stream=" + stream)) {
        text.append(call.text());
      }
    }
    return text.toString();
  }

  void say(String newDirective) {
    directive = newDirective;
  }

  /** Answers everything with this status from now on; 0 ends it. */
  void failWith(int status) {
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
