package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.admission.SlotStore;
import dev.berth.core.blob.Artifact;
import dev.berth.core.egress.Traffic;
import dev.berth.core.event.EventType;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.gate.GateStore;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Settlement;
import dev.berth.core.policy.Scope;
import dev.berth.core.repo.Repository;
import dev.berth.core.retention.RetentionStore.Deleted;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.session.Verification;
import dev.berth.core.store.Tx;
import dev.berth.core.task.IdempotencyStore;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What is deleted for its age, and what is kept however old it is. */
public abstract class RetentionContract extends StoreContract {
  private static final Instant LONG_AGO = Instant.parse("1990-01-01T00:00:00Z");
  private static final Instant BEFORE = LONG_AGO.plusSeconds(3_600);

  /** Every table with rows of a task, and how they name it. */
  private static final Map<String, String> TABLES = tables();

  protected RetentionContract() {
    super(new Samples());
  }

  private static Map<String, String> tables() {
    String bySession = "session_id in (select id from sessions where task_id = ?)";
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("session_output", bySession);
    tables.put("directives", bySession);
    tables.put("grants", bySession);
    tables.put("egress_use", bySession);
    tables.put("leases", bySession.replace("session_id in", "owner_session in"));
    for (String table :
        List.of(
            "events",
            "event_counters",
            "sessions",
            "verifications",
            "budgets",
            "model_calls",
            "artifacts",
            "change_requests",
            "idempotency_keys",
            "gates",
            "task_scopes")) {
      tables.put(table, "task_id = ?");
    }
    tables.put("tasks", "id = ?");
    return tables;
  }

  @Test
  void deletesATaskWithAllThatBelongsToItAndNothingElse() {
    Past first = past();
    Past second = past();
    Map<String, Long> whole = rowsOf(second.task());
    assertThat(whole).doesNotContainValue(0L).isEqualTo(rowsOf(first.task()));
    long leases = counted(tx -> tx.leases().of(first.session().id()).size());
    assertThat(leases).isPositive();

    int deleted = 0;
    Deleted last = new Deleted(1, false);
    for (int units = 0; !last.gone() && units < 100; units++) {
      last = delete(first.task(), BEFORE, 2);
      assertThat(last.rows()).isPositive();
      deleted += last.rows();
    }
    assertThat(last.gone()).isTrue();
    assertThat((long) deleted).isEqualTo(whole.values().stream().mapToLong(n -> n).sum());
    assertThat(rowsOf(first.task()).values()).containsOnly(0L);
    assertThat(counted(tx -> tx.leases().of(first.session().id()).size())).isZero();
    assertThat(rowsOf(second.task())).isEqualTo(whole);
    assertThat(delete(first.task(), BEFORE, 2)).isEqualTo(new Deleted(0, false));
  }

  @Test
  void theOldestGoFirst() {
    Task second = write(tx -> stored(tx, LONG_AGO.minusSeconds(5)));
    Task first = write(tx -> stored(tx, LONG_AGO.minusSeconds(9)));
    Task later = write(tx -> stored(tx, BEFORE));
    assertThat(rows(tx -> tx.retention().expired(LONG_AGO.minusSeconds(4), 10)))
        .containsExactly(first.id(), second.id());
    assertThat(rows(tx -> tx.retention().expired(LONG_AGO.minusSeconds(4), 1)))
        .containsExactly(first.id());
    assertThat(rows(tx -> tx.retention().expired(BEFORE, 1_000))).doesNotContain(later.id());
    for (Task task : List.of(first, second)) {
      assertThat(delete(task.id(), BEFORE, 10).gone()).isTrue();
    }
  }

  @Test
  void keepsWhatIsNotOldEnough() {
    Past past = past();
    assertThat(isExpired(past.task(), LONG_AGO)).isFalse();
    assertThat(delete(past.task(), LONG_AGO, 100)).isEqualTo(new Deleted(0, false));
    assertThat(isExpired(past.task(), LONG_AGO.plusMillis(1))).isTrue();
  }

  @Test
  void keepsATaskThatHasNotEnded() {
    Task open = write(samples::storedTask);
    assertThat(isExpired(open.id(), Samples.NOW.plusSeconds(1_000_000))).isFalse();
  }

  @Test
  void keepsATaskWhoseSessionHasNotStopped() {
    isKept(
        (tx, past) -> {
          Session other = samples.session(past.task());
          tx.sessions().insert(other);
        });
  }

  @Test
  void keepsATaskWithAnOpenLease() {
    Past past = past();
    Session closing = samples.session(past.task());
    writing(
        tx -> {
          tx.sessions().insert(closing);
          lease(tx, closing, LeaseKind.PROCESS, false);
          tx.sessions().update(closing.ended(SessionState.STOPPED));
        });
    assertThat(isExpired(past.task(), BEFORE)).isFalse();
    assertThat(delete(past.task(), BEFORE, 100).rows()).isZero();
  }

  @Test
  void keepsATaskWithASlot() {
    isKept((tx, past) -> tx.slots().take(SlotStore.user(samples.user()), 1, past.task()));
  }

  @Test
  void keepsATaskWithMoneyReserved() {
    isKept((tx, past) -> tx.budgets().reserve(past.task(), call(past.task())));
  }

  @Test
  void keepsATaskThatAJobWaitsFor() {
    isKept((tx, past) -> job(tx, past.task().value()));
    isKept((tx, past) -> job(tx, past.session().id().value()));
  }

  @Test
  void knowsWhichBlobsAreReferredTo() {
    TaskId task = write(samples::storedTask).id();
    String one = "one" + samples.id();
    String two = "two" + samples.id();
    writing(tx -> tx.artifacts().put(artifact(task, one)));
    assertThat(referenced(Set.of(one, two))).isEqualTo(Set.of(one));
    assertThat(referenced(Set.of())).isEqualTo(Set.of());
  }

  private void isKept(BiConsumer<Tx, Past> by) {
    Past past = past();
    assertThat(isExpired(past.task(), BEFORE)).isTrue();
    writing(tx -> by.accept(tx, past));
    assertThat(isExpired(past.task(), BEFORE)).isFalse();
    Map<String, Long> before = rowsOf(past.task());
    assertThat(delete(past.task(), BEFORE, 100)).isEqualTo(new Deleted(0, false));
    assertThat(rowsOf(past.task())).isEqualTo(before);
  }

  private Deleted delete(TaskId task, Instant before, int rows) {
    return write(tx -> tx.retention().delete(task, before, rows));
  }

  private Set<String> referenced(Set<String> hashes) {
    return read(tx -> tx.retention().referenced(hashes));
  }

  private boolean isExpired(TaskId task, Instant before) {
    return rows(tx -> tx.retention().expired(before, 10_000)).contains(task);
  }

  /** A task that ended long ago. */
  private record Past(TaskId task, Session session) {}

  /** Rows in every table, several where there are many. */
  private Past past() {
    return write(
        tx -> {
          Task task = stored(tx, LONG_AGO);
          Session session = samples.session(task.id());
          tx.sessions().insert(session);
          ofSession(tx, session);
          ofTask(tx, task.id());
          tx.sessions().update(session.ended(SessionState.STOPPED));
          return new Past(task.id(), session);
        });
  }

  private Task stored(Tx tx, Instant completedAt) {
    Task submitted = samples.task(samples.user());
    TaskState.Moments none = submitted.state().moments();
    TaskState ended =
        new TaskState(
            TaskStatus.COMPLETED,
            completedAt,
            new TaskState.Moments(
                none.queuedAt(),
                none.hydratedAt(),
                none.startedAt(),
                none.suspendedAt(),
                none.exitedAt(),
                Optional.of(completedAt)),
            new TaskState.Ends(Optional.empty(), Optional.empty()),
            TaskState.Sums.zero(),
            submitted.state().gates(),
            TaskState.Fate.open());
    TaskSpec spec = submitted.spec();
    Task task = new Task(submitted.id(), spec, ended, Optional.empty(), Task.Work.none(), 1);
    tx.tasks().insert(task);
    return task;
  }

  private void ofSession(Tx tx, Session session) {
    tx.egress().claim(session.id(), new Traffic(1, 2));
    tx.gates().insert(samples.gate(session, Optional.of("call")));
    tx.gates()
        .grant(
            session.task(),
            new GateStore.Granted(
                new Scope.AllSession(), LONG_AGO, samples.user(), Optional.empty()));
    for (int i = 0; i < 5; i++) {
      tx.sessions()
          .addOutput(session.id(), new OutputChunk(i, "stdout", LONG_AGO, new byte[] {1, 2}));
      tx.sessions().addDirective(session.id(), new Directive.Nudge("go on", LONG_AGO));
    }
    Lease lease = lease(tx, session, LeaseKind.GATEWAY_GRANT, true);
    tx.grants()
        .insert(
            new Grant(
                lease.id(),
                session.id(),
                GrantRole.AGENT,
                "token-" + lease.id(),
                "/run/x",
                Optional.empty(),
                Optional.of(LONG_AGO)));
  }

  private Lease lease(Tx tx, Session session, LeaseKind kind, boolean settled) {
    Lease lease =
        samples.lease(new LeaseOwner.OfSession(session.id()), kind, tx.leases().nextSequence());
    tx.leases().insert(lease);
    if (settled) {
      tx.leases().settle(lease.id(), 1, LeaseState.RELEASED, "gone", LONG_AGO);
    }
    return lease;
  }

  private void ofTask(Tx tx, TaskId task) {
    for (int i = 0; i < 5; i++) {
      tx.events().append(task, List.of(Samples.event(EventType.AGENT_TURN)));
    }
    tx.budgets().open(task, 1_000);
    for (int i = 0; i < 3; i++) {
      ModelCall call = call(task);
      tx.budgets().reserve(task, call);
      tx.budgets().settle(task, call.id(), new Settlement(1, 1, 1, false, LONG_AGO));
    }
    tx.artifacts().put(artifact(task, "hash"));
    Optional<Verification.Check> none = Optional.empty();
    tx.verifications()
        .put(
            task,
            new Verification("f".repeat(40), none, none, none, none, Optional.empty(), LONG_AGO));
    tx.idempotency()
        .insert(samples.user(), "key", new IdempotencyStore.Entry(task, "body", LONG_AGO));
    Repository repo = samples.repository(samples.repoName());
    tx.repos().insert(repo);
    tx.changeRequests().insert(changeRequest(repo, task));
  }

  private static ChangeRequest changeRequest(Repository repo, TaskId task) {
    return new ChangeRequest(
        repo.id(),
        1,
        task,
        "Fix",
        "body",
        "berth/x",
        "main",
        "a".repeat(40),
        "b".repeat(40),
        "local:1",
        "{}",
        LONG_AGO,
        LONG_AGO);
  }

  private static Artifact artifact(TaskId task, String sha256) {
    return new Artifact(task, "report.md", "text/markdown", sha256, 3, LONG_AGO);
  }

  private ModelCall call(TaskId task) {
    return new ModelCall(
        new ModelCallId(samples.id()),
        task,
        samples.node(),
        "model",
        "2026-01",
        10,
        LONG_AGO,
        Optional.empty());
  }

  private static void job(Tx tx, String key) {
    try (PreparedStatement insert =
        tx.connection()
            .prepareStatement(
                """
                insert into jobs (task_name, task_instance, execution_time, picked, version)
                values ('cleanup', ?, 0, false, 1)
                """)) {
      insert.setString(1, key);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Long> rowsOf(TaskId task) {
    return read(
        tx -> {
          Map<String, Long> counts = new LinkedHashMap<>();
          TABLES.forEach((table, where) -> counts.put(table, count(tx, table, where, task)));
          return counts;
        });
  }

  private static long count(Tx tx, String table, String where, TaskId task) {
    try (PreparedStatement query =
        tx.connection().prepareStatement("select count(*) from " + table + " where " + where)) {
      query.setString(1, task.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
