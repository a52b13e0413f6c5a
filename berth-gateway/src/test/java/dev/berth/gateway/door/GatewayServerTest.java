package dev.berth.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.secret.Secret;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.testkit.time.VirtualTime;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayServerTest {
  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random = new SplittableRandom(7);
  private final Ulid ids = new Ulid(time, random);
  private final Map<String, Doorway> doorways = new HashMap<>();
  private final List<SessionRoute> routes =
      List.of(
          route("/who", Access.ANYBODY, new Rate(1000, 1000)),
          route("/work", Access.WORKING_AGENT, new Rate(1, 2)),
          new SessionRoute(
              HandlerType.POST,
              "/fail",
              Access.ANYBODY,
              new Rate(10, 10),
              (grant, request) -> {
                throw new IllegalStateException("a secret detail");
              }));
  private final GatewayServer server =
      new GatewayServer(
          routes, new SessionGuard(n -> Optional.ofNullable(doorways.get(n)), time), 1_000_000);
  @TempDir Path directory;

  private static SessionRoute route(String path, Access access, Rate rate) {
    return new SessionRoute(
        HandlerType.POST,
        path,
        access,
        rate,
        (grant, request) -> request.result(grant.session().wire()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private record Session(Grant grant, Secret token, Path socket) {}

  private Session open(GrantRole role) throws IOException {
    LeaseId lease = new LeaseId(ids.next());
    Secret token = SessionToken.random(random);
    Grant grant =
        new Grant(
            lease,
            new SessionId(ids.next()),
            role,
            SessionToken.sha256(token),
            "",
            Optional.empty(),
            Optional.empty());
    doorways.put(lease.value(), new Doorway(grant));
    Path socket = directory.resolve(lease + ".s");
    server.listen(lease.value(), socket);
    return new Session(grant, token, socket);
  }

  private static UnixHttp.Answer call(Session to, String path, Secret token) throws IOException {
    return UnixHttp.once(
        to.socket(),
        "POST",
        path,
        Map.of("Authorization", "Bearer " + token.reveal()),
        new byte[0]);
  }

  @Test
  void threeHundredSocketsEachServeTheirOwnSessionOnly() throws IOException {
    int threads = Thread.activeCount();
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sessions.add(open(GrantRole.AGENT));
    }
    for (int i = 0; i < 300; i++) {
      Session mine = sessions.get(i);
      Session other = sessions.get((i + 1) % 300);
      assertThat(call(mine, "/who", mine.token()).text()).isEqualTo(mine.grant().session().wire());
      assertThat(call(mine, "/who", other.token()).status()).isEqualTo(401);
    }
    assertThat(Thread.activeCount() - threads).isLessThan(40);
  }

  @Test
  void theTokenIsAlsoTakenAsBasicPasswordAndAsApiKey() throws IOException {
    Session session = open(GrantRole.AGENT);
    String basic =
        Base64.getEncoder()
            .encodeToString(("berth:" + session.token().reveal()).getBytes(StandardCharsets.UTF_8));
    for (Map<String, String> headers :
        List.of(
            Map.of("Authorization", "Basic " + basic),
            Map.of("x-api-key", session.token().reveal()))) {
      assertThat(UnixHttp.once(session.socket(), "POST", "/who", headers, new byte[0]).status())
          .isEqualTo(200);
    }
    UnixHttp.Answer without =
        UnixHttp.once(session.socket(), "POST", "/who", Map.of(), new byte[0]);
    assertThat(without.status()).isEqualTo(401);
    assertThat(without.headers()).containsKey("www-authenticate");
    assertThat(without.text()).contains("\"code\":\"UNAUTHENTICATED\"").contains("remedy");
  }

  @Test
  void aGrantThatNarrowsOrDiesIsRefusedOnTheOpenConnection() throws IOException {
    Session session = open(GrantRole.AGENT);
    Map<String, String> headers = Map.of("Authorization", "Bearer " + session.token().reveal());
    Grant g = session.grant();
    Doorway doorway = java.util.Objects.requireNonNull(doorways.get(g.lease().value()));
    try (UnixHttp http = UnixHttp.connect(session.socket())) {
      assertThat(http.call("POST", "/work", headers, new byte[0]).status()).isEqualTo(200);
      doorway.grant(changed(g, Optional.of(time.now()), Optional.empty()));
      assertThat(http.call("POST", "/work", headers, new byte[0]).status()).isEqualTo(403);
      assertThat(http.call("POST", "/who", headers, new byte[0]).status()).isEqualTo(200);
      doorway.grant(changed(g, Optional.of(time.now()), Optional.of(time.now())));
      assertThat(http.call("POST", "/who", headers, new byte[0]).status()).isEqualTo(410);
    }
  }

  private static Grant changed(Grant g, Optional<Instant> narrowed, Optional<Instant> dead) {
    return new Grant(g.lease(), g.session(), g.role(), g.tokenSha256(), g.doors(), narrowed, dead);
  }

  @Test
  void tooManyCallsAreToldHowLongToWait() throws IOException {
    Session session = open(GrantRole.AGENT);
    assertThat(call(session, "/work", session.token()).status()).isEqualTo(200);
    assertThat(call(session, "/work", session.token()).status()).isEqualTo(200);
    UnixHttp.Answer refused = call(session, "/work", session.token());
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("retry-after", "1");
    time.advance(Duration.ofSeconds(1));
    assertThat(call(session, "/work", session.token()).status()).isEqualTo(200);
  }

  @Test
  void aDefectShowsNothingOfItself() throws IOException {
    Session session = open(GrantRole.VERIFY);
    UnixHttp.Answer answer = call(session, "/fail", session.token());
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains("INTERNAL_ERROR").doesNotContain("secret detail", "at dev.");
    assertThat(call(session, "/work", session.token()).status()).isEqualTo(403);
    assertThat(call(session, "/nothing", session.token()).status()).isEqualTo(404);
  }
}
