package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.session.SessionState;
import dev.berth.core.session.SessionStore.NumberedDirective;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.session.Verification;
import dev.berth.core.session.Verification.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Sessions, their directives, output, grants and verifications. */
public abstract class SessionStoreContract extends StoreContract {
  private static final Instant NOW = Samples.NOW;

  protected SessionStoreContract() {
    super(new Samples());
  }

  @Test
  void keepsEveryFieldOfEveryVersion() {
    Session session = write(samples::storedSession);
    assertThat(find(session)).isEqualTo(session);
    Session starting = session.starting(NOW, NOW.plusSeconds(100));
    Session ready = starting.ready(NOW.plusMillis(7)).observedBy(samples.node(), NOW);
    AgentExit exit = new AgentExit(Optional.of(1), Optional.of(9), true, "killed", NOW);
    AgentResult result =
        new AgentResult(false, Optional.of("AGENT_FAILED"), "gave up", "{\"turns\":3}", NOW);
    assertThat(did(tx -> tx.sessions().update(starting))).isTrue();
    assertThat(did(tx -> tx.sessions().update(starting.ready(NOW.plusMillis(7))))).isTrue();
    for (Session next :
        List.of(
            ready,
            ready.flagged(true),
            ready.flagged(true).exited(exit),
            ready.flagged(true).exited(exit).reported(result),
            ready.flagged(true).exited(exit).reported(result).closing())) {
      assertThat(did(tx -> tx.sessions().update(next))).isTrue();
      assertThat(did(tx -> tx.sessions().update(next))).isFalse();
      assertThat(find(session)).isEqualTo(next);
    }
  }

  @Test
  void listsByStateAndTask() {
    Session session = write(samples::storedSession);
    assertThat(rows(tx -> tx.sessions().in(Set.of(SessionState.REQUESTED)))).contains(session);
    assertThat(rows(tx -> tx.sessions().in(Set.of(SessionState.LOST)))).doesNotContain(session);
    assertThat(rows(tx -> tx.sessions().in(Set.of()))).isEmpty();
    assertThat(rows(tx -> tx.sessions().of(session.task()))).containsExactly(session);
    assertThat(found(tx -> tx.sessions().find(new SessionId(samples.id())))).isEmpty();
  }

  @Test
  void theFirstContextCounts() {
    Session session = write(samples::storedSession);
    assertThat(found(tx -> tx.sessions().context(session.id()))).isEmpty();
    writing(tx -> tx.sessions().putContext(session.id(), "{\"first\":1}"));
    writing(tx -> tx.sessions().putContext(session.id(), "{}"));
    assertThat(found(tx -> tx.sessions().context(session.id()))).contains("{\"first\":1}");
  }

  @Test
  void signsMoveForwardOnlyAndSurviveAnUpdateWithAnOlderOne() {
    Session session = write(samples::storedSession);
    sign(session, NOW.plusSeconds(5));
    sign(session, NOW.plusSeconds(3));
    assertThat(find(session).lastSignAt()).contains(NOW.plusSeconds(5));
    assertThat(find(session).version()).isEqualTo(session.version());
    assertThat(did(tx -> tx.sessions().update(session.flagged(true)))).isTrue();
    assertThat(find(session).lastSignAt()).contains(NOW.plusSeconds(5));
    writing(tx -> tx.sessions().signs(Map.of()));
  }

  @Test
  void numbersDirectivesFromOne() {
    Session session = write(samples::storedSession);
    List<Directive> directives =
        List.of(
            new Directive.Nudge("mind the \"tests\"", NOW),
            new Directive.Land("budget", NOW),
            new Directive.Denial("not this way", NOW),
            new Directive.Deadline(NOW.plusSeconds(9), NOW),
            new Directive.Cancel("asked", NOW));
    for (int i = 0; i < directives.size(); i++) {
      Directive directive = directives.get(i);
      assertThat(changed(tx -> tx.sessions().addDirective(session.id(), directive)))
          .isEqualTo(i + 1);
    }
    assertThat(rows(tx -> tx.sessions().directivesAfter(session.id(), 1)))
        .containsExactly(
            new NumberedDirective(2, directives.get(1)),
            new NumberedDirective(3, directives.get(2)),
            new NumberedDirective(4, directives.get(3)),
            new NumberedDirective(5, directives.get(4)));
    SessionId unknown = new SessionId(samples.id());
    assertThatThrownBy(() -> write(tx -> tx.sessions().addDirective(unknown, directives.get(0))))
        .hasMessageContaining("no session");
  }

  @Test
  void concurrentDirectivesHaveNoGaps() {
    Session session = write(samples::storedSession);
    List<Long> numbers =
        together(
            20,
            i ->
                () ->
                    write(
                        tx ->
                            tx.sessions()
                                .addDirective(session.id(), new Directive.Nudge("n" + i, NOW))));
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void appendsEachOutputChunkOnce() {
    Session session = write(samples::storedSession);
    assertThat(output(session, 1, "first")).isTrue();
    assertThat(output(session, 2, "")).isTrue();
    assertThat(output(session, 1, "replay")).isFalse();
    assertThat(output(session, 3, "third")).isTrue();
    List<OutputChunk> chunks = rows(tx -> tx.sessions().output(session.id(), 0, 10));
    assertThat(chunks.stream().map(c -> new String(c.bytes(), StandardCharsets.UTF_8)))
        .containsExactly("first", "", "third");
    assertThat(rows(tx -> tx.sessions().output(session.id(), 1, 1)).getFirst().seq()).isEqualTo(2);
    assertThat(counted(tx -> tx.sessions().outputSum(session.id()).bytes())).isEqualTo(10);
  }

  @Test
  void narrowsAndKillsGrantsOnce() {
    Session session = write(samples::storedSession);
    Grant agent = grant(session, GrantRole.AGENT);
    Grant verify = grant(session, GrantRole.VERIFY);
    assertThat(rows(tx -> tx.grants().live())).contains(agent, verify);
    writing(tx -> tx.grants().narrow(session.id(), NOW));
    writing(tx -> tx.grants().narrow(session.id(), NOW.plusSeconds(1)));
    Grant narrowed = found(tx -> tx.grants().find(agent.lease())).orElseThrow();
    assertThat(narrowed.narrowedAt()).contains(NOW);
    assertThat(found(tx -> tx.grants().find(verify.lease()))).contains(verify);
    writing(tx -> tx.grants().kill(agent.lease(), NOW));
    writing(tx -> tx.grants().kill(agent.lease(), NOW.plusSeconds(1)));
    assertThat(found(tx -> tx.grants().find(agent.lease())).orElseThrow().deadAt()).contains(NOW);
    assertThat(rows(tx -> tx.grants().live())).contains(verify).doesNotContain(narrowed);
    assertThat(rows(tx -> tx.grants().of(session.id()))).hasSize(2);
  }

  @Test
  void theFirstVerificationOfACommitCounts() {
    TaskId task = write(samples::storedTask).id();
    String oid = "c".repeat(40);
    Verification first =
        new Verification(
            oid,
            Optional.of(new Check("make test", 0, Duration.ofMillis(1234), "ok\n\"quoted\"")),
            Optional.empty(),
            Optional.of(new Check("make test", 2, Duration.ofMillis(5), "red")),
            Optional.empty(),
            Optional.of("no lint"),
            NOW);
    Verification second =
        new Verification(
            oid,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW);
    writing(tx -> tx.verifications().put(task, first));
    writing(tx -> tx.verifications().put(task, second));
    assertThat(found(tx -> tx.verifications().find(task, oid))).contains(first);
    assertThat(found(tx -> tx.verifications().find(task, "d".repeat(40)))).isEmpty();
  }

  private Session find(Session session) {
    return found(tx -> tx.sessions().find(session.id())).orElseThrow();
  }

  private void sign(Session session, Instant at) {
    writing(tx -> tx.sessions().signs(Map.of(session.id(), at)));
  }

  private boolean output(Session session, long seq, String text) {
    OutputChunk chunk = new OutputChunk(seq, "stdout", NOW, text.getBytes(StandardCharsets.UTF_8));
    return did(tx -> tx.sessions().addOutput(session.id(), chunk));
  }

  private Grant grant(Session session, GrantRole role) {
    return write(
        tx -> {
          Lease lease =
              samples.lease(
                  new LeaseOwner.OfSession(session.id()),
                  LeaseKind.GATEWAY_GRANT,
                  tx.leases().nextSequence());
          Grant grant =
              new Grant(
                  lease.id(),
                  session.id(),
                  role,
                  "sha-" + lease.id(),
                  "/run/doors/" + lease.id(),
                  Optional.empty(),
                  Optional.empty());
          tx.leases().insert(lease);
          tx.grants().insert(grant);
          return grant;
        });
  }
}
