package dev.berth.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.runtime.JsonLog;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class SessionTest {
  private static final Pace QUICK =
      new Pace(
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          50,
          Duration.ofMillis(10),
          Duration.ofMillis(50));
  private static final StubGateway.Said BEAT = new StubGateway.Said(200, "{\"directives\":[]}");
  private static final StubGateway.Said NO_CONTENT = new StubGateway.Said(204, "");
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  private StubGateway gateway(Function<StubGateway.Heard, StubGateway.Said> answers)
      throws Exception {
    return gateway(0, answers);
  }

  private StubGateway gateway(int port, Function<StubGateway.Heard, StubGateway.Said> answers)
      throws Exception {
    StubGateway gateway =
        new StubGateway(
            port,
            h ->
                h.call().contains("/session/heartbeat") ? heartbeat(h, answers) : answers.apply(h));
    open.add(gateway);
    return gateway;
  }

  private static StubGateway.Said heartbeat(
      StubGateway.Heard heard, Function<StubGateway.Heard, StubGateway.Said> answers) {
    StubGateway.Said said = answers.apply(heard);
    return said.equals(NO_CONTENT) ? BEAT : said;
  }

  private Session session(SessionAddress address, Pace pace) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    JsonLog log = new JsonLog(nowhere, InstantSource.system());
    Session session =
        Session.open(address, pace, new Session.Edge(InstantSource.system(), log, () -> "p"));
    open.add(session);
    return session;
  }

  @Test
  void directivesAreAppliedOnceAndAcknowledgedWhenTaken() throws Exception {
    String beat =
        """
        {"directives":[{"seq":3,"type":"nudge","text":"look here","at":"2026-11-01T10:00:00Z"},{"seq":4,"type":"cancel"}],
         "budget":{"limit_micro_usd":10,"spent_micro_usd":1,"reserved_micro_usd":2,"left_micro_usd":7},
         "deadline":"2026-11-01T10:00:00Z","turns_left":5,"something_new":true}\
        """;
    StubGateway gateway = gateway(h -> new StubGateway.Said(200, beat));
    Session session = session(gateway.address(), QUICK);
    List<Directive> arrived = new CopyOnWriteArrayList<>();
    session.heartbeat().onArrival(arrived::add);
    await().until(() -> gateway.heard("POST /session/heartbeat").size() > 3);
    assertThat(gateway.heard("POST /session/heartbeat").getLast().body())
        .contains("\"last_directive\":0");
    assertThat(session.heartbeat().takeDirectives())
        .containsExactly(new Directive.Nudge(3, "look here"), new Directive.Cancel(4));
    assertThat(session.heartbeat().takeDirectives()).isEmpty();
    assertThat(session.heartbeat().beatNow()).isTrue();
    assertThat(gateway.heard("POST /session/heartbeat"))
        .anyMatch(h -> h.body().contains("\"last_directive\":4"));
    assertThat(session.heartbeat().takeDirectives()).isEmpty();
    assertThat(arrived).hasSizeLessThanOrEqualTo(2);
    assertThat(session.heartbeat().state().turnsLeft()).isEqualTo(5);
  }

  @Test
  void eventsGoInBatchesWithDistanceAndSurviveARestart() throws Exception {
    AtomicInteger refusals = new AtomicInteger(2);
    StubGateway gateway =
        gateway(
            h ->
                h.call().contains("events") && refusals.getAndDecrement() > 0
                    ? new StubGateway.Said(503, "")
                    : NO_CONTENT);
    Session session = session(gateway.address(), QUICK);
    for (int i = 0; i < 250; i++) {
      session.events().add("agent_milestone", Map.of("step", "s" + i));
    }
    session.events().flush();
    List<StubGateway.Heard> batches = gateway.heard("POST /session/events");
    // The refused batch came again with the same ids.
    assertThat(batches.get(1).body())
        .isEqualTo(batches.get(0).body())
        .isEqualTo(batches.get(2).body());
    List<String> ids = new ArrayList<>();
    for (String body : batches.stream().map(StubGateway.Heard::body).distinct().toList()) {
      List<String> inBatch =
          Pattern.compile("\"id\":\"(p-[0-9]+)\"")
              .matcher(body)
              .results()
              .map(m -> m.group(1))
              .toList();
      assertThat(inBatch).hasSizeLessThanOrEqualTo(100);
      ids.addAll(inBatch);
    }
    assertThat(ids).hasSize(250).doesNotHaveDuplicates().startsWith("p-0", "p-1").endsWith("p-249");
    int sent = batches.size();
    session.events().add("agent_turn", Map.of("n", 1));
    await().until(() -> gateway.heard("POST /session/events").size() == sent + 1);
    session.events().add("agent_turn", Map.of("n", 2));
    await().until(() -> gateway.heard("POST /session/events").size() == sent + 2);
    List<StubGateway.Heard> spaced = gateway.heard("POST /session/events");
    assertThat(spaced.get(sent + 1).nanos() - spaced.get(sent).nanos())
        .isGreaterThan(Duration.ofMillis(190).toNanos());
  }

  @Test
  void callsOutlastAGatewayThatIsAway() throws Exception {
    StubGateway first = gateway(h -> NO_CONTENT);
    int port = first.port();
    Session session = session(first.address(), QUICK);
    await().until(() -> !first.heard("POST /session/heartbeat").isEmpty());
    first.close();
    Thread restart =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    session.pause(Duration.ofMillis(300));
                    StubGateway unused =
                        gateway(
                            port,
                            h ->
                                h.call().startsWith("PUT")
                                    ? new StubGateway.Said(
                                        200, "{\"number\":7,\"url\":\"u\",\"created\":true}")
                                    : NO_CONTENT);
                    assertThat(unused.port()).isEqualTo(port);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    assertThat(session.putChangeRequest("t", "b", "main"))
        .isEqualTo(new ChangeRequest(7, "u", true));
    restart.join();
  }

  @Test
  void goneAndUnauthorizedEndTheSession() throws Exception {
    StubGateway gateway =
        gateway(
            h ->
                new StubGateway.Said(
                    410,
                    "{\"error\":{\"code\":\"SESSION_ENDED\",\"message\":\"over\",\"remedy\":\"\"}}"));
    Session session = session(gateway.address(), QUICK);
    await().until(session::ended);
    assertThatThrownBy(session::context)
        .isInstanceOf(SessionEndedException.class)
        .hasMessage("over");
    Session stranger = session(new SessionAddress(gateway.address().gateway(), "other"), QUICK);
    await().until(stranger::ended);
    int heard = gateway.heard("POST /session/heartbeat").size();
    assertThat(heard).isBetween(2, 4);
  }

  @Test
  void gatesWaitForAPersonAndDenyWhatIsNotUnderstood() throws Exception {
    AtomicInteger polls = new AtomicInteger();
    StubGateway gateway =
        gateway(
            h -> {
              if (h.call().equals("POST /session/gates")) {
                return new StubGateway.Said(
                    200, "{\"decision\":\"pending\",\"reason\":null,\"gate_id\":\"g1\"}");
              }
              if (h.call().startsWith("GET /session/gates/g1?wait=30")) {
                return polls.incrementAndGet() < 3
                    ? new StubGateway.Said(200, "{\"decision\":\"pending\",\"gate_id\":\"g1\"}")
                    : new StubGateway.Said(200, "{\"decision\":\"deny\",\"reason\":\"no\"}");
              }
              return NO_CONTENT;
            });
    Session session = session(gateway.address(), QUICK);
    assertThat(session.askGate("bash", JsonMapper.shared().createObjectNode(), "c1"))
        .isEqualTo(new GateDecision.Deny("no"));
    assertThat(polls.get()).isEqualTo(3);
  }

  @Test
  void refusalsHaveTheirCode() throws Exception {
    StubGateway gateway =
        gateway(
            h ->
                h.call().startsWith("PUT")
                    ? new StubGateway.Said(
                        409, "{\"error\":{\"code\":\"NOTHING_PUSHED\",\"message\":\"m\"}}")
                    : NO_CONTENT);
    Session session = session(gateway.address(), QUICK);
    assertThatThrownBy(() -> session.putChangeRequest("t", "b", "main"))
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.code()).isEqualTo("NOTHING_PUSHED"));
  }
}
