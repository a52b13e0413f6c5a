package dev.berth.dist.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A gateway that knows one session and one answer to everything. Thread-safe. */
final class PlayedGateway implements AutoCloseable {
  private static final String CONTEXT =
      """
      {"task_id":"01ktraining0000000000000000","session_id":"berth-session-01ktraining0000000000000000",
       "workflow":{"id":"default/agent-v1","version":"1","steps":[{"name":"hydrate_context"},{"name":"run_agent"}]},
       "repo":null,"prompt":{"system":"You are training.","task":"Say hello.","version":"000000000000"},
       "sources":[{"kind":"task_description","trust":"owner","text":"Say hello."}],"attachments":[],
       "model":{"protocol":"openai","base_url":"GATEWAY/session/model/openai/v1","name":"training","max_output_tokens":1024},
       "limits":{"max_turns":3,"budget_micro_usd":1000,"deadline":"2100-01-01T00:00:00Z","bash_timeout_s":10},
       "trailers":{},"author":{"name":"Berth","email":"berth@localhost"}}
      """;
  private static final String HEARTBEAT =
      """
      {"directives":[],"budget":{"limit_micro_usd":1000,"spent_micro_usd":0,"reserved_micro_usd":0,
       "left_micro_usd":1000},"deadline":"2100-01-01T00:00:00Z","turns_left":3}
      """;
  private static final String COMPLETION =
      """
      {"id":"1","object":"chat.completion","created":0,"model":"training","choices":[{"index":0,
       "message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
      """;

  private final ServerSocketChannel server;
  private final String plan;
  private final String address;
  private final CountDownLatch result = new CountDownLatch(1);

  /**
   * Listens.
   *
   * @param plan what session init is told
   * @param address under which the agent reaches this
   */
  PlayedGateway(Path socket, String plan, String address) throws IOException {
    this.plan = plan;
    this.address = address;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::acceptAll);
  }

  /** Counted down when the agent has told its result. */
  CountDownLatch result() {
    return result;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed: the training is over.
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(client));
      String path = line(in).split(" ")[1].replaceAll("\\?.*", "");
      int length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      in.readNBytes(length);
      client.write(ByteBuffer.wrap(answer(path).getBytes(StandardCharsets.UTF_8)));
      if (path.equals("/session/result")) {
        result.countDown();
      }
    } catch (IOException e) {
      System.err.println("training: a connection broke: " + e.getMessage());
    }
  }

  private String answer(String path) {
    String body =
        switch (path) {
          case "/session/hello" -> plan;
          case "/session/pulse" -> "directive=" + (result.getCount() == 0 ? "stop" : "") + "\n";
          case "/session/heartbeat" -> HEARTBEAT;
          case "/session/context" -> CONTEXT.replace("GATEWAY", address);
          case "/session/events" -> "{\"accepted\":1,\"replayed\":0}";
          case "/session/gates" -> "{\"decision\":\"allow\",\"reason\":null,\"gate_id\":null}";
          case "/session/result" -> "{\"accepted\":true}";
          case "/session/model/openai/v1/chat/completions" -> COMPLETION;
          default -> "";
        };
    return "HTTP/1.1 200 OK\r\n"
        + "Connection: close\r\n"
        + "Content-Type: application/json\r\n"
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
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
