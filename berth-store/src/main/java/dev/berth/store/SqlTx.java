package dev.berth.store;

import dev.berth.core.access.ApiKeyStore;
import dev.berth.core.admission.SlotStore;
import dev.berth.core.audit.AuditStore;
import dev.berth.core.blob.ArtifactStore;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.event.EventStore;
import dev.berth.core.forge.ChangeRequestStore;
import dev.berth.core.gate.GateStore;
import dev.berth.core.gateway.GrantStore;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.LeaseStore;
import dev.berth.core.lease.SightingStore;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.repo.RepoStore;
import dev.berth.core.retention.RetentionStore;
import dev.berth.core.session.SessionStore;
import dev.berth.core.session.VerificationStore;
import dev.berth.core.store.InstallationStore;
import dev.berth.core.store.Signals;
import dev.berth.core.store.Tx;
import dev.berth.core.sweep.SweepJournalStore;
import dev.berth.core.task.IdempotencyStore;
import dev.berth.core.task.TaskStore;
import dev.berth.store.access.SqlApiKeyStore;
import dev.berth.store.admission.SqlSlotStore;
import dev.berth.store.audit.SqlAuditStore;
import dev.berth.store.blob.SqlArtifactStore;
import dev.berth.store.egress.SqlEgressStore;
import dev.berth.store.event.SqlEventStore;
import dev.berth.store.forge.SqlChangeRequestStore;
import dev.berth.store.gate.SqlGateStore;
import dev.berth.store.gateway.SqlGrantStore;
import dev.berth.store.installation.SqlInstallationStore;
import dev.berth.store.lease.SqlLeaseStore;
import dev.berth.store.lease.SqlSightingStore;
import dev.berth.store.model.SqlBudgetStore;
import dev.berth.store.repo.SqlRepoStore;
import dev.berth.store.retention.SqlRetentionStore;
import dev.berth.store.session.SqlSessionStore;
import dev.berth.store.session.SqlVerificationStore;
import dev.berth.store.sql.Sql;
import dev.berth.store.sweep.SqlSweepJournalStore;
import dev.berth.store.task.SqlIdempotencyStore;
import dev.berth.store.task.SqlTaskStore;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One unit of work over one transaction. After its end every use is refused. */
final class SqlTx implements Tx {
  private final Sql sql;
  private final Ulid ids;
  private final Signals signals;
  private final InstantSource clock;
  private final Set<TaskId> tasksWithEvents = new HashSet<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean ended;

  SqlTx(Sql sql, Ulid ids, Signals signals, InstantSource clock) {
    this.sql = sql;
    this.ids = ids;
    this.signals = signals;
    this.clock = clock;
  }

  @Override
  public TaskStore tasks() {
    return new SqlTaskStore(open());
  }

  @Override
  public IdempotencyStore idempotency() {
    return new SqlIdempotencyStore(open());
  }

  @Override
  public EventStore events() {
    return new SqlEventStore(open(), ids, this::eventsOf);
  }

  @Override
  public SessionStore sessions() {
    return new SqlSessionStore(open());
  }

  @Override
  public VerificationStore verifications() {
    return new SqlVerificationStore(open());
  }

  @Override
  public LeaseStore leases() {
    return new SqlLeaseStore(open());
  }

  @Override
  public SightingStore sightings() {
    return new SqlSightingStore(open());
  }

  @Override
  public GrantStore grants() {
    return new SqlGrantStore(open());
  }

  @Override
  public RepoStore repos() {
    return new SqlRepoStore(open());
  }

  @Override
  public SlotStore slots() {
    return new SqlSlotStore(open());
  }

  @Override
  public BudgetStore budgets() {
    return new SqlBudgetStore(open());
  }

  @Override
  public ArtifactStore artifacts() {
    return new SqlArtifactStore(open());
  }

  @Override
  public ChangeRequestStore changeRequests() {
    return new SqlChangeRequestStore(open());
  }

  @Override
  public ApiKeyStore apiKeys() {
    return new SqlApiKeyStore(open());
  }

  @Override
  public RetentionStore retention() {
    return new SqlRetentionStore(open());
  }

  @Override
  public InstallationStore installation() {
    return new SqlInstallationStore(open(), clock);
  }

  @Override
  public SweepJournalStore sweeps() {
    return new SqlSweepJournalStore(open());
  }

  @Override
  public EgressStore egress() {
    return new SqlEgressStore(open());
  }

  @Override
  public AuditStore audit() {
    return new SqlAuditStore(open(), ids);
  }

  @Override
  public GateStore gates() {
    return new SqlGateStore(open());
  }

  @Override
  public Connection connection() {
    return open().connection();
  }

  @Override
  public void afterCommit(Runnable action) {
    open();
    afterCommit.add(action);
  }

  private void eventsOf(TaskId task) {
    if (tasksWithEvents.add(task)) {
      afterCommit.add(() -> signals.raise(EventStore.HINT + task));
    }
  }

  /** Ends the unit of work; answers what is to run when it was committed. */
  List<Runnable> end() {
    ended = true;
    return List.copyOf(afterCommit);
  }

  private Sql open() {
    if (ended) {
      throw new IllegalStateException("this unit of work has ended");
    }
    return sql;
  }
}
