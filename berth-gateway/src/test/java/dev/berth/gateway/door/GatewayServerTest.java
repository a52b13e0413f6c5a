package dev.berth.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayServerTest {
  private static final DoorLimits LIMITS = new DoorLimits(3, 2, 1_000, 1_500);

  private final Semaphore held = new Semaphore(0);
  private final Semaphore letGo = new Semaphore(0);
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
              0,
              (grant, request) -> {
                throw new IllegalStateException("a secret detail");
              }),
          new SessionRoute(
              HandlerType.POST,
              "/hold",
              Access.ANYBODY,
              new Rate(1000, 1000),
              800,
              (grant, request) -> {
                held.release();
                letGo.acquire();
              }));
  private final GatewayServer server =
      new GatewayServer(
          routes,
          new SessionGuard(n -> Optional.ofNullable(doorways.get(n)), LIMITS, time),
          1_000_000,
          new ConnectionWatch(LIMITS.connections(), time));
  @TempDir Path directory;

  private static SessionRoute route(String path, Access access, Rate rate) {
    return new SessionRoute(
        HandlerType.POST,
        path,
        access,
        rate,
        0,
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
    doorways.put(lease.value(), new Doorway(grant, LIMITS));
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

  private static Map<String, String> headers(Session session) {
    return Map.of("Authorization", "Bearer " + session.token().reveal());
  }

  private static UnixHttp.Answer say(Session session, UnixHttp http) throws IOException {
    return http.call("POST", "/who", headers(session), new byte[0]);
  }

  @Test
  void aSocketHasSoManyConnectionsAndTheNextIsToldSo() throws IOException {
    Session session = open(GrantRole.AGENT);
    List<UnixHttp> open = new ArrayList<>();
    for (int i = 0; i <= LIMITS.connections(); i++) {
      open.add(UnixHttp.connect(session.socket()));
      if (i < LIMITS.connections()) {
        assertThat(say(session, open.getLast()).status()).isEqualTo(200);
      } else if (i == LIMITS.connections()) {
        UnixHttp.Answer answer = say(session, open.getLast());
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text()).contains("GATEWAY_CROWDED");
        assertThat(answer.headers())
            .containsEntry("retry-after", "1")
            .containsEntry("connection", "close");
      }
    }
    // These say nothing. How many it takes depends on when the server forgets the one it has told.
    await("too many even to be told")
        .until(
            () -> {
              open.add(UnixHttp.connect(session.socket()));
              return open.size() > 2 * LIMITS.connections() && isClosedWithoutAWord(session);
            });
    assertThat(say(session, open.getFirst()).status()).isEqualTo(200);
    Session other = open(GrantRole.AGENT);
    assertThat(call(other, "/who", other.token()).status()).isEqualTo(200);
    for (UnixHttp http : open) {
      http.close();
    }
    await().until(() -> call(session, "/who", session.token()).status() == 200);
  }

  private static boolean isClosedWithoutAWord(Session session) {
    try (UnixHttp http = UnixHttp.connect(session.socket())) {
      assertThat(say(session, http).status()).isEqualTo(429);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aSocketHasSoManyRequestsUnderWayAndSoManyBytesOfThem() throws Exception {
    Session one = open(GrantRole.AGENT);
    Session two = open(GrantRole.AGENT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<UnixHttp.Answer>> holding = new ArrayList<>();
      holding.add(threads.submit(() -> hold(one, 600)));
      held.acquire();
      UnixHttp.Answer bytes = hold(one, 600);
      assertThat(bytes.status()).isEqualTo(429);
      assertThat(bytes.text()).contains("GATEWAY_CROWDED", "1000 bytes");
      holding.add(threads.submit(() -> hold(two, 700)));
      held.acquire();
      UnixHttp.Answer all = hold(one, 300);
      assertThat(all.status()).isEqualTo(503);
      assertThat(all.text()).contains("UNAVAILABLE", "all sessions together");
      assertThat(all.headers()).containsEntry("retry-after", "1");
      holding.add(threads.submit(() -> hold(one, 100)));
      held.acquire();
      UnixHttp.Answer requests = call(one, "/who", one.token());
      assertThat(requests.status()).isEqualTo(429);
      assertThat(requests.text()).contains("GATEWAY_CROWDED", "2 requests");
      letGo.release(3);
      for (Future<UnixHttp.Answer> answer : holding) {
        assertThat(answer.get().status()).isEqualTo(200);
      }
      letGo.release();
      // A request is counted until its exchange is closed, which its client may see a moment early.
      await().until(() -> hold(one, 800).status() == 200);
    }
  }

  private static UnixHttp.Answer hold(Session session, int bytes) throws IOException {
    return UnixHttp.once(session.socket(), "POST", "/hold", headers(session), new byte[bytes]);
  }

  @Test
  void aHeadThatDoesNotComeToItsEndClosesItsConnectionAndAnIdleOneStays() throws Exception {
    Session session = open(GrantRole.AGENT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        UnixHttp idle = UnixHttp.connect(session.socket());
        UnixHttp slow = UnixHttp.connect(session.socket());
        UnixHttp again = UnixHttp.connect(session.socket())) {
      assertThat(say(session, idle).status()).isEqualTo(200);
      assertThat(say(session, again).status()).isEqualTo(200);
      slow.write("POST /who HTTP/1.1\r\nHost: g");
      Future<?> first = threads.submit(() -> slow.ended());
      await()
          .until(
              () -> {
                time.advance(ConnectionWatch.HEAD.dividedBy(10));
                return first.isDone();
              });
      again.write("P");
      Future<?> second = threads.submit(() -> again.ended());
      await()
          .until(
              () -> {
                time.advance(ConnectionWatch.HEAD.dividedBy(10));
                return second.isDone();
              });
      assertThat(say(session, idle).status()).isEqualTo(200);
    }
  }
}
