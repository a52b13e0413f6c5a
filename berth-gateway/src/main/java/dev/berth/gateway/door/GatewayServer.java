package dev.berth.gateway.door;

import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * One HTTP server for all sessions, with a named connector per socket. It listens on no port.
 * Everything, selectors included, runs on virtual threads, so a socket costs no thread.
 * Thread-safe.
 */
final class GatewayServer implements AutoCloseable {
  /** Longer than a model call may be silent. */
  private static final Duration IDLE = Duration.ofMinutes(15);

  private static final int HEADER_BYTES = 16 * 1024;
  private static final int ACCEPT_QUEUE = 128;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Javalin javalin;
  private final Server server;
  private final HttpConfiguration http = new HttpConfiguration();
  private final ConnectionWatch connections;

  GatewayServer(
      List<SessionRoute> routes,
      SessionGuard guard,
      long maxBodyBytes,
      ConnectionWatch connections) {
    this.connections = connections;
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setResponseHeaderSize(HEADER_BYTES);
    // names of artifacts may have an encoded slash; no other ambiguity is let in
    http.setUriCompliance(
        UriCompliance.from(EnumSet.of(UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR)));
    ErrorAnswers errors = new ErrorAnswers();
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.startupWatcherEnabled = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.concurrency.useVirtualThreads = true;
              config.http.maxRequestSize = maxBodyBytes;
              config.http.prefer405over404 = true;
              config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
              config.jetty.addConnector((jetty, _) -> new LocalConnector(jetty));
              errors.addTo(config.routes);
              for (SessionRoute route : routes) {
                config.routes.addHttpHandler(
                    route.method(),
                    route.path(),
                    request -> guard.handle(route, request, connections));
              }
            });
    javalin.start();
    server = javalin.jettyServer().server();
  }

  /** Listens on a socket; requests that come in on it carry the name. */
  Connector listen(String name, Path socket) throws IOException {
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(
            server, threads, null, null, 0, 1, new HttpConnectionFactory(http));
    connector.setName(name);
    connector.setUnixDomainPath(socket);
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(0);
    connector.addBean(connections.socket());
    server.addConnector(connector);
    try {
      connector.start();
    } catch (Exception e) {
      server.removeConnector(connector);
      throw new IOException("the socket " + socket + " cannot be listened on", e);
    }
    return connector;
  }

  /** Stops listening and breaks what is under way. */
  void close(Connector connector) throws IOException {
    server.removeConnector(connector);
    try {
      connector.stop();
    } catch (Exception e) {
      throw new IOException("the connector " + connector.getName() + " did not stop", e);
    }
  }

  @Override
  public void close() {
    javalin.stop();
    connections.close();
    threads.shutdownNow();
  }
}
