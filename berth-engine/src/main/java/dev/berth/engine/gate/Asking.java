package dev.berth.engine.gate;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.GateStore;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Scope;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.engine.session.SessionJson;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks: the session with its task as one unit of work sees them.
 *
 * @param context the hydrated task; empty before it is
 * @param granted scopes that the task has
 */
record Asking(
    Session session,
    Task task,
    Optional<SessionContext> context,
    Optional<Repository> repository,
    Set<Scope> granted) {
  /** Trust of what anybody could have written. */
  private static final String STRANGER = "stranger";

  /**
   * As it stands now.
   *
   * @throws BerthException {@code SESSION_CLOSED}
   */
  static Asking of(Tx tx, SessionId id, SessionJson json) {
    Session session = tx.sessions().find(id).orElseThrow(Asking::closed);
    Task task = tx.tasks().find(session.task()).orElseThrow(Asking::closed);
    return new Asking(
        session,
        task,
        tx.sessions().context(id).map(json::context),
        task.spec().repo().flatMap(repo -> tx.repos().find(repo.id())),
        scopes(tx, task));
  }

  static Set<Scope> scopes(Tx tx, Task task) {
    Set<Scope> scopes = new LinkedHashSet<>();
    tx.gates().granted(task.id()).stream().map(GateStore.Granted::scope).forEach(scopes::add);
    return scopes;
  }

  /** Without a context nobody knows what the workflow may do: nothing, then. */
  Policy.Question question(Call call, boolean door) {
    return new Policy.Question(
        task.spec().workflow().id(),
        context.map(c -> c.workflow().readOnly()).orElse(true),
        repository,
        task.work().branch(),
        context
            .map(c -> c.sources().stream().anyMatch(s -> s.trust().equals(STRANGER)))
            .orElse(true),
        door,
        call);
  }

  private static BerthException closed() {
    return new BerthException(ErrorCode.SESSION_CLOSED, "this session's task has been decided");
  }
}
