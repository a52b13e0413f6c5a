package dev.berth.forge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.core.error.BerthException;
import dev.berth.core.forge.Mirror;
import dev.berth.core.forge.Mirror.FetchRequest;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.repo.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A mirror over real HTTP on a free port of 127.0.0.1, for one session. */
public final class GitServer implements AutoCloseable {
  private final Mirror mirror;
  private final Repository repository;
  private final Set<String> shown;
  private final PushRequest push;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<PushReport> reports = Collections.synchronizedList(new ArrayList<>());

  public GitServer(Mirror mirror, Set<String> shown, PushRequest push) throws IOException {
    this.mirror = mirror;
    this.repository = push.repository();
    this.shown = shown;
    this.push = push;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/acme/shop.git";
  }

  /** How the pushes so far ended. */
  public List<PushReport> reports() {
    return List.copyOf(reports);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      InputStream raw = exchange.getRequestBody();
      InputStream body =
          "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
              ? new GZIPInputStream(raw)
              : raw;
      Optional<String> protocol =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Git-Protocol"));
      boolean advertisement = path.contains("/info/refs?service=");
      String service = path.substring(path.lastIndexOf("git-"));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Type",
              "application/x-" + service + (advertisement ? "-advertisement" : "-result"));
      exchange.sendResponseHeaders(200, 0);
      if (service.equals("git-upload-pack")) {
        mirror.uploadPack(
            new FetchRequest(repository, shown, advertisement, protocol),
            body,
            exchange.getResponseBody());
      } else if (advertisement) {
        mirror.advertisePush(repository, shown, exchange.getResponseBody());
      } else {
        reports.add(mirror.receivePack(push, body, exchange.getResponseBody()));
      }
    } catch (BerthException e) {
      // The answer has begun: the client notices that it is cut short.
      System.err.println("answer cut short: " + e.detail());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
