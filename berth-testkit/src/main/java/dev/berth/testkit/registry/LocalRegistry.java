package dev.berth.testkit.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A package registry on loopback: files below directories over TLS, with a certificate that nobody
 * signed but itself. Thread-safe.
 */
public final class LocalRegistry implements AutoCloseable {
  /** The name that its certificate has; whoever resolves it is to answer loopback. */
  public static final String HOST = "registry.berth.test";

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final List<Path> roots;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private volatile Optional<String> required = Optional.empty();
  private final Path certificate;

  /**
   * Listens at once.
   *
   * @param work for its key
   * @param roots searched in this order
   */
  public LocalRegistry(Path work, Path... roots)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.roots = List.of(roots);
    Path keys = work.resolve("registry.p12");
    certificate = work.resolve("registry.pem");
    keytool(
        "-genkeypair -alias r -keyalg EC -groupname secp256r1 -validity 3 -dname CN=" + HOST,
        "-ext san=dns:"
            + HOST
            + ",dns:*.berth.test,dns:localhost -ext bc=ca:true -storetype PKCS12",
        "-keystore " + keys);
    keytool("-exportcert -rfc -alias r -file " + certificate, "-keystore " + keys);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static void keytool(String... words) throws IOException, InterruptedException {
    String line = String.join(" ", words) + " -storepass " + new String(PASSWORD);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(line.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  /** What to trust, in PEM form. */
  public Path certificate() {
    return certificate;
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Paths that were found and sent. */
  public List<String> served() {
    return List.copyOf(served);
  }

  /** From now on answers 401 to whoever does not send this {@code Authorization}. */
  public void requires(String authorization) {
    required = Optional.of(authorization);
  }

  /** From now on sends whoever asks for the path somewhere else. */
  public void redirects(String path, String location) {
    redirects.put(path, location);
  }

  /** Requests as they came: method, address, and the {@code Authorization} or a dash. */
  public List<String> heard() {
    return List.copyOf(heard);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<String> authorization =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
      heard.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + authorization.orElse("-"));
      String path = exchange.getRequestURI().getPath();
      Optional<String> redirect = Optional.ofNullable(redirects.get(path));
      if (redirect.isPresent()) {
        exchange.getResponseHeaders().set("Location", redirect.get());
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      if (required.isPresent() && !required.equals(authorization)) {
        byte[] words = ("not " + authorization.orElse("nobody")).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"registry\"");
        exchange.sendResponseHeaders(401, words.length);
        exchange.getResponseBody().write(words);
        return;
      }
      for (Path root : roots) {
        String name = path.substring(1) + (path.endsWith("/") ? "index.html" : "");
        Path file = root.resolve(name).normalize();
        if (file.startsWith(root) && Files.isRegularFile(file)) {
          served.add(path);
          if (name.endsWith(".html")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
          } else if (isJson(file)) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
          }
          boolean head = exchange.getRequestMethod().equals("HEAD");
          boolean bodiless = head || Files.size(file) == 0;
          exchange.sendResponseHeaders(200, bodiless ? -1 : Files.size(file));
          if (!bodiless) {
            Files.copy(file, exchange.getResponseBody());
          }
          return;
        }
      }
      exchange.sendResponseHeaders(404, -1);
    }
  }

  /** An index of npm has the name of its package, and no ending. */
  private static boolean isJson(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == '{';
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
