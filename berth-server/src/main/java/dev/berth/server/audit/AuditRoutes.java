package dev.berth.server.audit;

import dev.berth.api.audit.AuditRecord;
import dev.berth.api.envelope.Page;
import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Routes;
import dev.berth.core.access.Role;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.audit.AuditStore.Stored;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.store.Database;
import dev.berth.server.http.Call;
import dev.berth.server.http.Cursors;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading the audit; nothing here writes it. */
public final class AuditRoutes implements Routing.Group {
  private static final String LIST = "audit";

  private final Database database;
  private final Cursors cursors;

  public AuditRoutes(Database database, Cursors cursors) {
    this.database = database;
    this.cursors = cursors;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.AUDIT, "Lists decisions, refusals and changes, oldest first")
            .only(Role.OPERATOR)
            .query("since", "only from this moment on, ISO-8601")
            .answersPages(AuditRecord.class),
        this::list);
  }

  private void list(Call call) {
    int limit = call.limit();
    Instant since = call.query("since", AuditRoutes::moment).orElse(Instant.EPOCH);
    Optional<String> after = call.query("next_token", token -> cursors.open(LIST, token));
    List<Stored> found = database.read(tx -> tx.audit().page(since, after, limit + 1));
    boolean more = found.size() > limit;
    List<Stored> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? cursors.seal(LIST, page.getLast().id()) : null;
    call.send(
        200,
        new Page<>(page.stream().map(AuditRoutes::shown).toList(), new Pagination(next, more)));
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a moment such as 2026-11-01T10:00:00Z", e);
    }
  }

  private static AuditRecord shown(Stored stored) {
    AuditEntry entry = stored.entry();
    return new AuditRecord(
        stored.id(),
        entry.at(),
        entry.action().wire(),
        entry.by().map(UserId::value).orElse(null),
        entry.task().map(TaskId::value).orElse(null),
        entry.subject(),
        entry.facts());
  }
}
