package dev.berth.cli.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.runtime.AgentApp;
import dev.berth.runtime.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An agent that is part of somebody else's server, here the JDK's. */
record MountedAgent(HttpServer server, ExecutorService threads) implements AutoCloseable {
  static MountedAgent start(AgentApp app) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext(
        "/",
        http -> {
          try (http) {
            app.serve(new OfJdk(http));
          }
        });
    server.start();
    return new MountedAgent(server, threads);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** All that one writes to mount an app into this server. */
  private record OfJdk(HttpExchange http) implements Exchange {
    @Override
    public String method() {
      return http.getRequestMethod();
    }

    @Override
    public String path() {
      return http.getRequestURI().getPath();
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> all = new TreeMap<>();
      http.getRequestHeaders().forEach((name, values) -> all.put(name, String.join(",", values)));
      return all;
    }

    @Override
    public InputStream body() {
      return http.getRequestBody();
    }

    @Override
    public OutputStream answer(int status, Map<String, String> headers, OptionalLong length)
        throws IOException {
      headers.forEach(http.getResponseHeaders()::set);
      // For this server 0 means a length that is not known, and -1 an empty body.
      http.sendResponseHeaders(status, length.isEmpty() ? 0 : emptyIsNone(length));
      return http.getResponseBody();
    }

    private static long emptyIsNone(OptionalLong length) {
      return length.getAsLong() == 0 ? -1 : length.getAsLong();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
