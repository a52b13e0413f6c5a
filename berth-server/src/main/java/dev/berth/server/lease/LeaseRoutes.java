package dev.berth.server.lease;

import dev.berth.api.envelope.Page;
import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Routes;
import dev.berth.api.lease.LeaseDetail;
import dev.berth.api.lease.LedgerDetail;
import dev.berth.core.access.Role;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.LeaseStore;
import dev.berth.core.store.Database;
import dev.berth.engine.cleanup.LedgerGuard;
import dev.berth.server.http.Call;
import dev.berth.server.http.Cursors;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger for those who look after the installation. */
public final class LeaseRoutes implements Routing.Group {
  private static final String LIST = "leases";
  private static final Set<LeaseState> OPEN =
      EnumSet.copyOf(
          Arrays.stream(LeaseState.values()).filter(state -> !state.isSettled()).toList());

  private final Database database;
  private final Cursors cursors;
  private final LedgerGuard guard;

  public LeaseRoutes(Database database, Cursors cursors, LedgerGuard guard) {
    this.database = database;
    this.cursors = cursors;
    this.guard = guard;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.LEASES, "Lists what is held outside the database, newest first")
            .only(Role.OPERATOR)
            .query("state", "names of states, separated by commas; absent: all that is not settled")
            .answersPages(LeaseDetail.class),
        this::list);
    routing.on(
        Operation.get(Routes.LEDGER, "Whether things exist that are newer than the ledger")
            .only(Role.OPERATOR)
            .answers(200, LedgerDetail.class),
        call -> call.answer(200, ledger()));
    routing.on(
        Operation.post(
                Routes.LEDGER_ACCEPT,
                "Goes on with a ledger that is behind: what it does not know belongs to nobody")
            .only(Role.ADMIN)
            .answers(200, LedgerDetail.class),
        this::accept);
  }

  private LedgerDetail ledger() {
    return new LedgerDetail(
        guard.isBehind(), guard.ahead().stream().map(LeaseId::value).sorted().toList());
  }

  private void accept(Call call) {
    guard.accept();
    call.answer(200, ledger());
  }

  private void list(Call call) {
    int limit = call.limit();
    Set<LeaseState> states = call.query("state", LeaseRoutes::states).orElse(OPEN);
    long before =
        call.query("next_token", token -> Long.parseLong(cursors.open(LIST, token)))
            .orElse(Long.MAX_VALUE);
    List<LeaseStore.Entry> found = database.read(tx -> tx.leases().list(states, before, limit + 1));
    boolean more = found.size() > limit;
    List<LeaseStore.Entry> page = more ? found.subList(0, limit) : found;
    @Nullable String next =
        more ? cursors.seal(LIST, String.valueOf(page.getLast().lease().sequence())) : null;
    call.send(
        200,
        new Page<>(page.stream().map(LeaseRoutes::detail).toList(), new Pagination(next, more)));
  }

  private static Set<LeaseState> states(String text) {
    Set<LeaseState> states = EnumSet.noneOf(LeaseState.class);
    for (String name : text.split(",", -1)) {
      states.add(
          Arrays.stream(LeaseState.values())
              .filter(state -> state.name().equals(name.strip().toUpperCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "names of states, with commas between: "
                              + Arrays.toString(LeaseState.values()))));
    }
    return states;
  }

  private static LeaseDetail detail(LeaseStore.Entry entry) {
    Lease lease = entry.lease();
    Lease.Times times = lease.times();
    Optional<String> session =
        lease.owner() instanceof LeaseOwner.OfSession of
            ? Optional.of(of.session().wire())
            : Optional.empty();
    boolean stuck = lease.state() == LeaseState.STUCK;
    return new LeaseDetail(
        lease.id().value(),
        lease.kind().wire(),
        lease.place().text(),
        lease.handle().orElse(null),
        lease.state().name(),
        entry.task().map(task -> task.value()).orElse(null),
        session.orElse(null),
        times.intendedAt(),
        times.heldAt().orElse(null),
        times.releasingAt().orElse(null),
        times.settledAt().orElse(null),
        lease.evidence().orElse(null),
        lease.attempts().count(),
        lease.attempts().lastError().orElse(null),
        lease.attempts().next().orElse(null),
        stuck ? remedy(lease.kind()) : null);
  }

  /** What helps, by experience with what resists. Berth itself goes on trying in any case. */
  private static String remedy(LeaseKind kind) {
    return switch (kind) {
      case PROCESS ->
          "On its node, look at the process of the handle: one that survives SIGKILL waits for a"
              + " disk or a mount (state D). When that answers again, or after a restart of the"
              + " node, it is settled by itself.";
      case CONTAINER ->
          "On its node, look whether the container engine answers (docker info) and what it says of"
              + " the container of the handle (docker inspect). Removing that container by hand"
              + " (docker rm -f <handle>) settles it, too.";
      case WORKSPACE ->
          "On its node, look who uses the directory workspaces/<lease id> of the data directory"
              + " (fuser -v) and whether the file system is full, read-only or the directory"
              + " immutable (lsattr).";
      case GATEWAY_GRANT ->
          "On its node, look whether the socket directory of the lease can be deleted by the user"
              + " that Berth runs as.";
      case CAPACITY -> "Look at the health of the database: this is nothing but a row of it.";
      case BRANCH ->
          "Look whether the repository's forge answers and lets Berth delete branches; deleting the"
              + " branch by hand settles it, too.";
    };
  }
}
