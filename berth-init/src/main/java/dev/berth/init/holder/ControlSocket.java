package dev.berth.init.holder;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The server's way to the holder: a socket in a directory that only the server's user can enter.
 * One line in, one line out, any number per connection.
 */
final class ControlSocket implements AutoCloseable {
  private static final int MAX_LINE = 4096;

  private final ServerSocketChannel server;
  private final Path path;
  private final UnaryOperator<String> answers;

  private ControlSocket(ServerSocketChannel server, Path path, UnaryOperator<String> answers) {
    this.server = server;
    this.path = path;
    this.answers = answers;
  }

  static ControlSocket open(Path path, UnaryOperator<String> answers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    ControlSocket socket = new ControlSocket(server, path, answers);
    Thread acceptor = new Thread(socket::acceptAll, "control");
    acceptor.setDaemon(true);
    acceptor.start();
    return socket;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> converse(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        System.err.println("holder: a connection could not be accepted: " + e);
      }
    }
  }

  private void converse(SocketChannel client) {
    try (client) {
      var in = Channels.newInputStream(client);
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && line.length() < MAX_LINE; c = in.read()) {
        if (c != '\n') {
          line.append((char) c);
          continue;
        }
        String answer = answers.apply(line.toString()) + "\n";
        client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        line.setLength(0);
      }
    } catch (IOException e) {
      System.err.println("holder: a server's connection broke: " + e.getMessage());
    }
  }
}
