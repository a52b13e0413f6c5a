package dev.berth.engine.gate;

import static dev.berth.engine.gate.GateBench.ADMIN;
import static dev.berth.engine.gate.GateBench.APPROVER;
import static dev.berth.engine.gate.GateBench.OPERATOR;
import static dev.berth.engine.gate.GateBench.OWNER;
import static dev.berth.engine.gate.GateBench.STRANGER;
import static dev.berth.engine.gate.GateBench.pending;
import static dev.berth.engine.gate.ScriptedPolicy.command;
import static dev.berth.engine.gate.ScriptedPolicy.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Call;
import dev.berth.core.session.Directive;
import dev.berth.core.store.Database;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.task.NewTask;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to people: raised, decided, expired, used up. */
class GatesTest {
  private static final Call PUSH = command("refs/heads/x");

  @TempDir Path directory;
  private GateBench bench;
  private SessionId session;

  /** Where the rows are. */
  Database open(VirtualTime time) {
    SplittableRandom random = new SplittableRandom(7);
    return SqliteDatabase.open(directory, new Ulid(time, random), time, random);
  }

  @BeforeEach
  void begin() {
    bench = new GateBench(this::open);
    session = bench.running();
  }

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void whatNoRuleMindsLeavesNoTrace() {
    assertThat(ask(new Call("bash", Map.of("command", "ls")), "k"))
        .isEqualTo(new Answer.Allowed(Optional.empty()));
    assertThat(ask(new Call("bash", Map.of("command", "drop table")), "k2"))
        .isEqualTo(denied(ErrorCode.POLICY_DENIED, "never", "no-drop"));
    assertThat(bench.gatesOf(session)).isEmpty();
    assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aQuestionParksItsTaskAndIsAskedOnce() {
    GateId gate = pending(ask(PUSH, "k"));
    assertThat(bench.status(session)).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    assertThat(bench.events(session)).endsWith("approval_requested");
    assertThat(bench.gate(gate).asked().preview()).isEqualTo("bash: push refs/heads/x");
    assertThat(pending(ask(PUSH, "k"))).isEqualTo(gate);
    assertThat(bench.gatesOf(session)).hasSize(1);
    assertThatThrownBy(() -> ask(command("refs/heads/y"), "k"))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    assertThat(bench.figures.raised()).isEqualTo(1);
  }

  @Test
  void anApprovalOfOneCallHoldsForThatCall() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.approve(OWNER, gate, "this_call");
    assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
    assertThat(bench.gate(gate).uses().answeredAt()).isEmpty();
    assertThat(bench.look(session, gate)).isEqualTo(new Answer.Allowed(Optional.of(gate)));
    assertThat(bench.gate(gate).uses().answeredAt()).isPresent();
    assertThat(ask(PUSH, "k")).isEqualTo(new Answer.Allowed(Optional.of(gate)));
    assertThat(pending(ask(PUSH, "another call"))).isNotEqualTo(gate);
  }

  @Test
  void whatIsForbiddenMeanwhileStaysForbidden() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.approve(OWNER, gate, "this_call");
    bench.policy.forbidsAll = true;
    assertThat(ask(PUSH, "k")).isEqualTo(denied(ErrorCode.POLICY_DENIED, "never", "no-drop"));
  }

  @Test
  void aDenialReachesTheAgentTwiceAndIsRepeatedForAMinute() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.deny(OWNER, gate, "use a branch\u001b[31m, password=hunter2hunter2");
    Answer no = bench.look(session, gate);
    assertThat(no)
        .isEqualTo(
            denied(
                ErrorCode.APPROVAL_DENIED,
                "use a branch\uFFFD, password=[redacted]",
                ScriptedPolicy.RULE));
    assertThat(bench.directives(session))
        .singleElement()
        .isInstanceOfSatisfying(
            Directive.Denial.class,
            denial ->
                assertThat(denial.text())
                    .contains("push refs/heads/x", "use a branch")
                    .doesNotContain("hunter2", "\u001b"));
    assertThat(code(ask(PUSH, "k2"))).isEqualTo(ErrorCode.DENIED_BEFORE);
    bench.advance(Duration.ofSeconds(59));
    assertThat(code(ask(PUSH, "k3"))).isEqualTo(ErrorCode.DENIED_BEFORE);
    assertThat(bench.gatesOf(session)).hasSize(1);
    bench.advance(Duration.ofSeconds(1));
    pending(ask(PUSH, "k4"));
  }

  @Test
  void aScopeLiftsADenialAndLastsForTheTask() {
    bench.deny(OWNER, pending(ask(PUSH, "k")), "no");
    GateId other = pending(ask(command("refs/heads/other"), "k2"));
    bench.approve(OWNER, other, "rule:force-push");
    assertThat(ask(PUSH, "k3")).isEqualTo(new Answer.Allowed(Optional.empty()));
    SessionId elsewhere = bench.running();
    pending(bench.gates.ask(elsewhere, PUSH, "k"));
  }

  @Test
  void scopesAreReadStrictly() {
    GateId gate = pending(ask(PUSH, "k"));
    for (String scope :
        List.of("everything", "bash_pattern:*", "rule:no-drop", "this_call:x", "tool_group:all")) {
      assertThatThrownBy(() -> bench.approve(OWNER, gate, scope))
          .isInstanceOfSatisfying(
              BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCOPE_INVALID));
    }
    assertThat(bench.gate(gate).isPending()).isTrue();
  }

  @Test
  void nobodyDecidesInTime() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.advance(Duration.ofSeconds(299));
    assertThat(bench.gate(gate).isPending()).isTrue();
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.TIMED_OUT);
    assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
    assertThat(bench.events(session)).endsWith("approval_timed_out");
    assertThat(code(bench.look(session, gate))).isEqualTo(ErrorCode.APPROVAL_TIMED_OUT);
    refused(() -> bench.approve(OWNER, gate, "this_call"), "expired");
  }

  @Test
  void aDecisionAMomentBeforeTheExpiryWins() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.time.advance(Duration.ofMillis(299_999));
    bench.approve(OWNER, gate, "this_call");
    bench.advance(Duration.ofSeconds(10));
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.APPROVED);
  }

  @Test
  void aDecisionAfterTheExpiryIsLateEvenWhenNobodyHasSaidSo() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.time.advance(Duration.ofMinutes(5));
    refused(() -> bench.approve(OWNER, gate, "all_session"), "expired");
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.TIMED_OUT);
    assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
    bench.runDue();
    assertThat(bench.events(session).stream().filter("approval_timed_out"::equals)).hasSize(1);
    pending(ask(PUSH, "k2"));
  }

  @Test
  void theShortestTimeCounts() {
    bench.policy.timeout = Optional.of(Duration.ofSeconds(45));
    GateId gate = pending(ask(PUSH, "k"));
    assertThat(bench.gate(gate).expiresAt()).isEqualTo(bench.time.now().plusSeconds(45));
    assertThat(bench.events(session)).endsWith("approval_timeout_shortened");
    bench.policy.timeout = Optional.of(Duration.ofMinutes(15));
    GateId second = pending(ask(command("refs/heads/y"), "k2"));
    assertThat(bench.gate(second).expiresAt()).isEqualTo(bench.time.now().plusSeconds(300));
    assertThat(bench.events(session)).endsWith("approval_requested");
  }

  @Test
  void theHardEndLeavesLessTimeOrNone() {
    SessionId brief = bench.running(Duration.ofSeconds(151));
    GateId gate = pending(bench.gates.ask(brief, PUSH, "k"));
    assertThat(bench.gate(gate).expiresAt()).isEqualTo(bench.time.now().plusSeconds(31));
    assertThat(bench.events(brief)).endsWith("approval_timeout_shortened");
    bench.time.advance(Duration.ofMillis(1_001));
    assertThat(code(bench.gates.ask(brief, command("refs/heads/y"), "k2")))
        .isEqualTo(ErrorCode.NO_TIME_FOR_APPROVAL);
  }

  @Test
  void theSecondHearsHowTheFirstDecided() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.deny(APPROVER, gate, "no");
    refused(() -> bench.approve(OWNER, gate, "this_call"), "denied by approver");
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.DENIED);
  }

  @Test
  void whoMayDecide() {
    GateId gate = pending(ask(PUSH, "k"));
    for (NewTask.Submitter nobody : List.of(STRANGER, OPERATOR)) {
      assertThat(bench.approvals.pending(nobody)).isEmpty();
      unknown(() -> bench.approve(nobody, gate, "this_call"));
      unknown(() -> bench.approve(nobody, gate, "rubbish"));
    }
    for (NewTask.Submitter one : List.of(OWNER, APPROVER, ADMIN)) {
      assertThat(bench.approvals.pending(one))
          .extracting(asked -> asked.gate().id())
          .containsExactly(gate);
    }
    bench.approve(APPROVER, gate, "this_call");
    assertThat(bench.approvals.pending(OWNER)).isEmpty();
  }

  @Test
  void rulesCanBarTheOwner() {
    bench.policy.approvers = Set.of("approvers", "user:stranger");
    GateId gate = pending(ask(PUSH, "k"));
    unknown(() -> bench.approve(OWNER, gate, "this_call"));
    unknown(() -> bench.approve(ADMIN, gate, "this_call"));
    NewTask.Submitter mighty = new NewTask.Submitter(OWNER.user(), Role.ADMIN);
    bench.policy.approvers = Set.of("admin", "approvers");
    GateId second = pending(ask(command("refs/heads/y"), "k2"));
    unknown(() -> bench.approve(mighty, second, "this_call"));
    bench.approve(STRANGER, gate, "this_call");
    bench.approve(ADMIN, second, "this_call");
  }

  @Test
  void withoutAnybodyToAskNobodyIsAsked() {
    bench.policy.approvers = Set.of();
    assertThat(code(ask(PUSH, "k"))).isEqualTo(ErrorCode.NO_APPROVER);
    assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aGateOfAnotherTaskIsUnknown() {
    GateId gate = pending(ask(PUSH, "k"));
    SessionId other = bench.running();
    unknown(
        () ->
            bench.approvals.decide(
                OWNER,
                bench.taskOf(other),
                gate,
                new Approvals.Choice(
                    Approvals.Verdict.APPROVE, Optional.empty(), Optional.empty(), "test")));
    assertThatThrownBy(() -> bench.look(other, gate))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GATE_NOT_FOUND));
    assertThatThrownBy(() -> bench.gates.done(other, gate)).isInstanceOf(BerthException.class);
  }

  @Test
  void theCapsHold() {
    for (int i = 0; i < 20; i++) {
      pending(ask(command("refs/heads/" + i), "k" + i));
    }
    assertThat(code(ask(command("refs/heads/more"), "more"))).isEqualTo(ErrorCode.GATES_TOO_FAST);
    pending(ask(command("refs/heads/0"), "k0"));
    bench.advance(Duration.ofMinutes(1));
    for (int i = 20; i < 40; i++) {
      pending(ask(command("refs/heads/" + i), "k" + i));
    }
    bench.advance(Duration.ofMinutes(1));
    for (int i = 40; i < 50; i++) {
      pending(ask(command("refs/heads/" + i), "k" + i));
    }
    assertThat(code(ask(command("refs/heads/50"), "k50"))).isEqualTo(ErrorCode.GATES_EXHAUSTED);
    assertThat(bench.gatesOf(session)).hasSize(50);

    List<GateId> waiting = new ArrayList<>();
    bench.approvals.pending(OWNER).forEach(asked -> waiting.add(asked.gate().id()));
    for (int i = 0; i < 30; i++) {
      bench.deny(OWNER, waiting.get(i), "no");
    }
    assertThatThrownBy(() -> bench.deny(OWNER, waiting.get(30), "no"))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    bench.approve(ADMIN, waiting.get(30), "this_call");
    bench.time.advance(Duration.ofMinutes(1));
    bench.deny(OWNER, waiting.get(31), "no");
  }

  @Test
  void aDoorsEffectPassesOnItsOwnApprovalUntilItHasHappened() {
    Call effect = push("refs/heads/x", "b");
    GateId gate = pending(hold(effect));
    assertThat(pending(hold(effect))).isEqualTo(gate);
    assertThat(pending(hold(push("refs/heads/x", "c")))).isNotEqualTo(gate);
    bench.approve(OWNER, gate, "this_call");
    assertThat(hold(effect)).isEqualTo(new Answer.Allowed(Optional.of(gate)));
    assertThat(hold(effect)).isEqualTo(new Answer.Allowed(Optional.of(gate)));
    bench.gates.done(session, gate);
    bench.gates.done(session, gate);
    assertThat(pending(hold(effect))).isNotEqualTo(gate);
  }

  @Test
  void anApprovedCommandLetsOnePushPassOnce() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.approve(OWNER, gate, "this_call");
    assertThat(bench.look(session, gate)).isInstanceOf(Answer.Allowed.class);
    pending(hold(push("refs/heads/y", "b")));
    Call first = push("refs/heads/x", "b");
    assertThat(hold(first)).isEqualTo(new Answer.Allowed(Optional.of(gate)));
    pending(hold(push("refs/heads/x", "c")));
    assertThat(hold(first)).isEqualTo(new Answer.Allowed(Optional.of(gate)));
    bench.gates.done(session, gate);
    pending(hold(first));
  }

  @Test
  void whatIsInTheCommitsNoCommandHasSaid() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.approve(OWNER, gate, "this_call");
    assertThat(pending(hold(push("refs/heads/x", "c", ".env")))).isNotEqualTo(gate);
    assertThat(hold(push("refs/heads/x", "b", "src/Main.java")))
        .isEqualTo(new Answer.Allowed(Optional.of(gate)));
  }

  @Test
  void anOldApprovalOfACommandLetsNothingPass() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.approve(OWNER, gate, "this_call");
    bench.look(session, gate);
    bench.time.advance(EffectMatch.COMMAND);
    pending(hold(push("refs/heads/x", "b")));
  }

  @Test
  void aDeniedCommandIsDeniedAtTheDoorToo() {
    bench.deny(OWNER, pending(ask(PUSH, "k")), "no");
    assertThat(code(hold(push("refs/heads/x", "b")))).isEqualTo(ErrorCode.DENIED_BEFORE);
    bench.time.advance(Duration.ofMinutes(1));
    pending(hold(push("refs/heads/x", "b")));
  }

  @Test
  void theEndOfATaskStrandsItsGates() {
    GateId gate = pending(ask(PUSH, "k"));
    bench.signal(session, new Signal.Cancel(new UserId("owner"), Optional.empty()));
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.STRANDED);
    assertThat(code(bench.look(session, gate))).isEqualTo(ErrorCode.APPROVAL_WITHDRAWN);
    refused(() -> bench.approve(OWNER, gate, "this_call"), "came to its end");
    assertThat(code(ask(command("refs/heads/y"), "k2"))).isEqualTo(ErrorCode.SESSION_PHASE);
    assertThat(bench.approvals.pending(OWNER)).isEmpty();
    bench.advance(Duration.ofHours(1));
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.STRANDED);
  }

  @Test
  void rulesThatBreakDeny() {
    bench.policy.fails = true;
    assertThat(code(ask(PUSH, "k"))).isEqualTo(ErrorCode.POLICY_FAILED);
    assertThat(code(hold(push("refs/heads/x", "b")))).isEqualTo(ErrorCode.POLICY_FAILED);
  }

  @Test
  void whoWaitsIsWokenByTheDecision() throws Exception {
    GateId gate = pending(ask(PUSH, "k"));
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return bench.gates.look(session, gate, Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    bench.approve(OWNER, gate, "this_call");
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Allowed(Optional.of(gate)));
  }

  private Answer ask(Call call, String key) {
    return bench.gates.ask(session, call, key);
  }

  private Answer hold(Call effect) {
    return bench.gates.hold(session, effect);
  }

  private static Answer.Denied denied(ErrorCode code, String reason, String rule) {
    return new Answer.Denied(code, reason, List.of(rule));
  }

  private static ErrorCode code(Answer answer) {
    if (answer instanceof Answer.Denied denied) {
      return denied.code();
    }
    throw new AssertionError("not denied: " + answer);
  }

  private static void refused(Runnable decision, String words) {
    assertThatThrownBy(decision::run)
        .isInstanceOfSatisfying(
            BerthException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_ALREADY_DECIDED);
              assertThat(e.detail()).contains(words);
            });
  }

  private static void unknown(Runnable decision) {
    assertThatThrownBy(decision::run)
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }
}
