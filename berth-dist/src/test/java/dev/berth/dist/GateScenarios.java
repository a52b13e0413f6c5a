package dev.berth.dist;

import static dev.berth.dist.GateWorld.Agent.BARE;
import static dev.berth.dist.GateWorld.Agent.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.gate.ApproveRequest;
import dev.berth.api.gate.DecisionAnswer;
import dev.berth.api.gate.PendingGate;
import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliException;
import dev.berth.cli.http.ApiRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What must hold of approvals, black box: tasks are submitted all at once, and decided over the
 * command line and over HTTP. Subclasses say on which backend and database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class GateScenarios {
  /** Outside the tree, where no door sees it: a rule asks, and the agent keeps to it. */
  private static final String ENV = "echo a=1 > /tmp/.env";

  private static final String CREDENTIALS = "echo a=1 > /tmp/credentials.json";
  private static final String DROP = "psql -c 'DROP TABLE users'";
  private static final String FIX = "echo 42 > answer";
  private static final String FORCE =
      "echo 42 > answer && git commit -qam fixed && git push --force origin HEAD && echo pushed";

  private GateWorld world;
  private String forced = "";
  private String dropped = "";
  private String freed = "";
  private String steered = "";
  private String steeredOurs = "";
  private final List<String> phased = new ArrayList<>();
  private String late = "";
  private String shortened = "";
  private String cancelled = "";
  private String contested = "";
  private String hidden = "";
  private String killed = "";

  /** Settings of the server beside the usual ones. */
  abstract Map<String, String> flags();

  /** Skips, with a reason, where something is missing. */
  abstract void require();

  @BeforeAll
  void submit() throws IOException {
    require();
    world = GateWorld.open(flags(), Map.of("force", List.of(FORCE), "steer", List.of(ENV, FIX)));
    late = world.submit(BARE, "", List.of(ENV, FIX), 30);
    forced = world.submit(OURS, "force", List.of(), null);
    steeredOurs = world.submit(OURS, "steer", List.of(), null);
    dropped = world.submit(BARE, "", List.of(DROP, FIX), null);
    freed = world.submit(BARE, "", List.of(ENV, DROP, FIX), null, "all_session");
    steered = world.submit(BARE, "", List.of(ENV, FIX), null);
    List<String> steps = List.of(ENV, CREDENTIALS, FIX);
    phased.add(world.submit(BARE, "", steps, null));
    phased.add(world.submit(BARE, "", steps, null, "rule:write_env"));
    phased.add(world.submit(BARE, "", steps, null, "all_session"));
    shortened = world.submit(BARE, "", List.of(ENV, FIX), 3_600);
    cancelled = world.submit(BARE, "", List.of(ENV, FIX), null);
    contested = world.submit(BARE, "", List.of(ENV, FIX), null);
    hidden = world.submit(BARE, "", List.of(ENV, FIX), null);
    killed = world.submit(BARE, "", List.of(ENV, FIX), null);
  }

  @AfterAll
  void close() {
    if (world != null) {
      world.close();
    }
  }

  GateWorld world() {
    return world;
  }

  @Test
  @Tag("long")
  void aForcePushIsGatedApprovedAndHappensOnce() throws Exception {
    PendingGate gate = world.gate(forced);
    assertThat(gate.matchingRuleIds()).contains("force_push");
    assertThat(gate.toolInputPreview()).contains("git push --force");
    String branch = String.valueOf(world.served().task(forced).branchName());
    assertThat(world.git("branch", "--list", branch)).isEmpty();
    assertThat(world.served().task(forced).status()).isEqualTo("AWAITING_APPROVAL");
    assertThat(world.served().task(forced).awaitingApprovalRequestId()).isEqualTo(gate.requestId());

    CommandRun approved = world.berth("approve", forced);

    assertThat(approved.exit()).as(approved.err()).isZero();
    // What the agent delivers at its end is another commit, which does not follow on this one.
    TaskDetail ended = world.served().ended(forced);
    assertThat(world.git("log", "--format=%s", "-1", branch)).isEqualTo("fixed");
    assertThat(world.git("show", branch + ":answer")).isEqualTo("42");
    assertThat(world.events(forced, "approval_requested")).hasSize(1);
    assertThat(ended.awaitingApprovalRequestId()).isNull();
    CommandRun again = world.berth("approve", forced, gate.requestId());
    assertThat(again.exit()).isNotZero();
    assertThat(again.err()).contains("approved by");
  }

  @Test
  void bDroppingATableIsDeniedWithoutAGate() {
    world.completed(dropped);
    assertThat(world.log(dropped)).contains("denied psql", "DROP TABLE");
    assertThat(world.events(dropped, "approval_requested")).isEmpty();
    assertThat(world.berth("audit", "export", "--output", "json").out())
        .contains("step_denied", "drop_table", dropped);
  }

  @Test
  void cAllSessionLiftsSoftRulesOnly() {
    world.completed(freed);
    assertThat(world.events(freed, "approval_requested")).isEmpty();
    assertThat(world.log(freed)).contains("ran 0 " + ENV, "denied psql");
  }

  @Test
  void dADenialWithAReasonSteers() {
    for (String task : List.of(steered, steeredOurs)) {
      world.gate(task);
      CommandRun denied = world.berth("deny", task, "--reason", "put it into settings.yaml");
      assertThat(denied.exit()).as(denied.err()).isZero();
      world.completed(task);
    }
    assertThat(world.log(steered))
        .contains("denied " + ENV, "put it into settings.yaml")
        .contains("ran 0 " + FIX);
    assertThat(world.events(steeredOurs, "agent_blocked"))
        .anySatisfy(e -> assertThat(e.metadata().toString()).contains("put it into settings.yaml"));
  }

  @Test
  void eEachTaskOfAPhaseAsksLess() {
    List<Integer> asked = new ArrayList<>();
    for (String task : phased) {
      while (!world.served().task(task).cleanup().state().equals("complete")) {
        for (PendingGate gate : world.waiting(task)) {
          approve(world.served(), gate);
        }
      }
      world.completed(task);
      asked.add(world.events(task, "approval_requested").size());
    }
    assertThat(asked).containsExactly(2, 1, 0);
  }

  @Test
  void fALateDecisionIsRefused() {
    TaskEvent asked = world.event(late, "approval_requested");
    String gate = String.valueOf(asked.metadata().get("request_id"));
    world.event(late, "approval_timed_out");
    CommandRun run = world.berth("approve", late, gate);
    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("expired");
    world.completed(late);
    assertThat(world.log(late)).contains("denied " + ENV);
  }

  @Test
  void gAShorterTimeoutIsTold() {
    PendingGate gate = world.gate(shortened);
    assertThat(gate.timeoutS()).isEqualTo(600);
    assertThat(world.event(shortened, "approval_timeout_shortened").metadata())
        .containsEntry("requested_s", 3_600)
        .containsEntry("timeout_s", 600);
    approve(world.served(), gate);
    world.completed(shortened);
  }

  @Test
  void hACancelWhileItWaitsEndsTheTaskAndTheGate() {
    PendingGate gate = world.gate(cancelled);
    assertThat(world.berth("cancel", cancelled).exit()).isZero();
    TaskDetail ended = world.served().ended(cancelled);
    assertThat(ended.status()).isEqualTo("CANCELLED");
    over(ended, gate);
  }

  @Test
  void iOfTwoDecisionsAtOnceOneCounts() throws Exception {
    PendingGate gate = world.gate(contested);
    Served other = world.as("zoe", "admin");
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<Optional<String>>> answers = new ArrayList<>();
      for (Served who : List.of(world.served(), other)) {
        answers.add(
            two.submit(
                () -> {
                  go.await();
                  return refusal(who, gate);
                }));
      }
      go.countDown();
      List<Optional<String>> refusals = List.of(answers.get(0).get(), answers.get(1).get());
      assertThat(refusals).contains(Optional.empty(), Optional.of("REQUEST_ALREADY_DECIDED"));
    } finally {
      other.api().close();
    }
    world.completed(contested);
    assertThat(world.events(contested, "approval_decision_recorded")).hasSize(1);
  }

  @Test
  void kAKilledAgentLeavesNoGate() throws Exception {
    PendingGate gate = world.gate(killed);
    kill(world.compute(killed));
    TaskDetail ended = world.served().ended(killed);
    assertThat(ended.status()).isEqualTo("FAILED");
    over(ended, gate);
  }

  @Test
  void strangersSeeNothing() {
    PendingGate gate = world.gate(hidden);
    Served other = world.as("eve", "operator");
    try {
      assertThat(other.api().page(Routes.PENDING, PendingGate.class).value()).isEmpty();
      assertThat(refusal(other, gate)).contains("NOT_FOUND");
    } finally {
      other.api().close();
    }
    approve(world.served(), gate);
    world.completed(hidden);
  }

  private void over(TaskDetail ended, PendingGate gate) {
    assertThat(ended.cleanup().held()).isZero();
    assertThat(ended.cleanup().stuck()).isZero();
    assertThat(world.waiting(ended.taskId())).isEmpty();
    assertThat(refusal(world.served(), gate)).contains("REQUEST_ALREADY_DECIDED");
  }

  static void approve(Served who, PendingGate gate) {
    assertThat(refusal(who, gate)).isEmpty();
  }

  /** Approves over HTTP; the code of the refusal, when it was one. */
  static Optional<String> refusal(Served who, PendingGate gate) {
    try {
      who.api()
          .send(
              ApiRequest.of("POST", Routes.fill(Routes.APPROVE, gate.taskId()))
                  .withBody(new ApproveRequest(gate.requestId(), null, null, null)),
              DecisionAnswer.class);
      return Optional.empty();
    } catch (CliException e) {
      return Optional.of(e.error().code());
    }
  }

  /** Ends the compute of a lease from outside. */
  abstract void kill(dev.berth.api.lease.LeaseDetail compute) throws Exception;
}
