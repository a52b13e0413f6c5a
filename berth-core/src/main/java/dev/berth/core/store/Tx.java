package dev.berth.core.store;

import dev.berth.core.access.ApiKeyStore;
import dev.berth.core.admission.SlotStore;
import dev.berth.core.audit.AuditStore;
import dev.berth.core.blob.ArtifactStore;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.event.EventStore;
import dev.berth.core.forge.ChangeRequestStore;
import dev.berth.core.gate.GateStore;
import dev.berth.core.gateway.GrantStore;
import dev.berth.core.lease.LeaseStore;
import dev.berth.core.lease.SightingStore;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.repo.RepoStore;
import dev.berth.core.retention.RetentionStore;
import dev.berth.core.session.SessionStore;
import dev.berth.core.session.VerificationStore;
import dev.berth.core.sweep.SweepJournalStore;
import dev.berth.core.task.IdempotencyStore;
import dev.berth.core.task.TaskStore;
import java.sql.Connection;

/**
 * One unit of work: the stores of each feature over one transaction. Not thread-safe; dead after
 * the unit of work.
 */
public interface Tx {
  TaskStore tasks();

  IdempotencyStore idempotency();

  EventStore events();

  SessionStore sessions();

  VerificationStore verifications();

  LeaseStore leases();

  SightingStore sightings();

  GrantStore grants();

  RepoStore repos();

  SlotStore slots();

  BudgetStore budgets();

  ArtifactStore artifacts();

  ChangeRequestStore changeRequests();

  ApiKeyStore apiKeys();

  RetentionStore retention();

  InstallationStore installation();

  SweepJournalStore sweeps();

  EgressStore egress();

  AuditStore audit();

  GateStore gates();

  /**
   * The transaction's connection, for jobs that join it. Never closed or committed by the caller.
   */
  Connection connection();

  /**
   * Runs after the commit, on this thread, in order of registration; not at all after a rollback.
   */
  void afterCommit(Runnable action);
}
