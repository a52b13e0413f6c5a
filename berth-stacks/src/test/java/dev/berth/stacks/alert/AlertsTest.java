package dev.berth.stacks.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.berth.core.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class AlertsTest {
  private static final Instant SINCE = Instant.parse("2026-11-20T00:00:00Z");
  private static final Alert STUCK = new Alert("stacks/stuck/1/eu", "Stuck", "eni-1\n", SINCE);
  private static final Alert MORE = new Alert("stacks/stuck/1/eu", "Stuck", "eni-2\n", SINCE);

  @TempDir private Path temp = Path.of("");
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=hidden");
  }

  private List<String> actions() {
    return bodies.stream()
        .map(AlertJson.MAPPER::readTree)
        .map(body -> body.path("action").asString() + " " + body.path("key").asString())
        .toList();
  }

  @Test
  void aWebhookOpensUpdatesAndResolvesUnderOneKey() {
    AlertPort port = new WebhookAlerts(address(), new Secret("token-1"));
    assertThat(port.open(STUCK)).isInstanceOf(AlertPort.Delivery.Done.class);
    assertThat(port.update(MORE)).isInstanceOf(AlertPort.Delivery.Done.class);
    assertThat(port.resolve(STUCK.key(), SINCE, "all gone"))
        .isInstanceOf(AlertPort.Delivery.Done.class);
    assertThat(actions())
        .containsExactly(
            "open stacks/stuck/1/eu", "update stacks/stuck/1/eu", "resolve stacks/stuck/1/eu");
    JsonNode first = AlertJson.MAPPER.readTree(bodies.getFirst());
    assertThat(first.path("version").intValue()).isEqualTo(1);
    assertThat(first.path("since").asString()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(tokens).containsOnly("Bearer token-1");
  }

  @Test
  void aRefusalOrARedirectIsAFailureWithoutTheAddress() {
    AlertPort port = new WebhookAlerts(address(), null);
    for (int answer : List.of(302, 400, 500)) {
      status.set(answer);
      assertThat(port.open(STUCK))
          .isInstanceOfSatisfying(
              AlertPort.Delivery.Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .contains(String.valueOf(answer))
                      .doesNotContain("hidden", "127.0.0.1"));
    }
    assertThat(bodies).hasSize(3);
    server.stop(0);
    assertThat(port.open(STUCK))
        .isInstanceOfSatisfying(
            AlertPort.Delivery.Failed.class,
            failed -> assertThat(failed.reason()).doesNotContain("hidden", "127.0.0.1"));
  }

  @Test
  void aFileHoldsWhatIsOpenOnce() throws IOException {
    Path file = temp.resolve("deep/alerts.json");
    AlertPort port = new FileAlerts(file);
    assertThat(port.update(STUCK)).isInstanceOf(AlertPort.Delivery.Done.class);
    assertThat(file).doesNotExist();
    port.open(STUCK);
    port.open(STUCK);
    new FileAlerts(file).update(MORE);
    JsonNode open = AlertJson.MAPPER.readTree(Files.readString(file)).path("open");
    assertThat(open.size()).isEqualTo(1);
    assertThat(open.get(0).path("text").asString()).isEqualTo("eni-2\n");
    port.resolve(STUCK.key(), SINCE, "gone");
    assertThat(AlertJson.MAPPER.readTree(Files.readString(file)).path("open").size()).isZero();
  }

  @Test
  void aDamagedFileIsBegunAnewAndOneThatCannotBeWrittenIsAFailure() throws IOException {
    Path file = temp.resolve("alerts.json");
    Files.writeString(file, "{");
    assertThat(new FileAlerts(file).open(STUCK)).isInstanceOf(AlertPort.Delivery.Done.class);
    assertThat(Files.readString(file)).contains("stacks/stuck");
    assertThat(new FileAlerts(file.resolve("below")).open(STUCK))
        .isInstanceOf(AlertPort.Delivery.Failed.class);
  }

  @Test
  void severalAreToldAllAndOneFailureIsAFailure() {
    AlertPort file = new FileAlerts(temp.resolve("alerts.json"));
    AlertPort several = new SeveralAlerts(List.of(new WebhookAlerts(address(), null), file));
    status.set(500);
    assertThat(several.open(STUCK)).isInstanceOf(AlertPort.Delivery.Failed.class);
    assertThat(temp.resolve("alerts.json")).exists();
    status.set(200);
    assertThat(several.open(STUCK)).isInstanceOf(AlertPort.Delivery.Done.class);
  }
}
