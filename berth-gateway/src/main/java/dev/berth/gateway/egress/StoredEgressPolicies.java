package dev.berth.gateway.egress;

import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.Grant;
import dev.berth.core.repo.RepoSettings.Egress;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.time.Time;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session's egress as its repository's settings say now; refusals become events. Thread-safe. */
public final class StoredEgressPolicies implements EgressPolicies {
  private final Database database;
  private final Time time;
  private final Registries registries;

  public StoredEgressPolicies(Database database, Time time, Registries registries) {
    this.database = database;
    this.time = time;
    this.registries = registries;
  }

  @Override
  public EgressRules of(Grant grant) {
    Egress egress =
        database.read(
            tx ->
                task(tx, grant)
                    .flatMap(task -> task.spec().repo())
                    .flatMap(repo -> tx.repos().find(repo.id()))
                    .map(Repository::settings)
                    .map(settings -> settings.egress())
                    .orElse(new Egress(List.of(), List.of())));
    return EgressRules.of(egress, registries);
  }

  @Override
  public void denied(Grant grant, Target target, String reason, String remedy) {
    append(
        grant,
        Map.of("host", target.host(), "port", target.port(), "reason", reason, "remedy", remedy));
  }

  @Override
  public void deniedMore(Grant grant, long count) {
    append(grant, Map.of("more", count, "reason", "too many refusals to tell one by one"));
  }

  private void append(Grant grant, Map<String, Object> words) {
    database.write(
        tx -> {
          task(tx, grant)
              .ifPresent(
                  task ->
                      tx.events()
                          .append(
                              task.id(),
                              List.of(NewEvent.of(EventType.EGRESS_DENIED, time.now(), words)),
                              EventCap.standard()));
          return grant;
        });
  }

  private static Optional<Task> task(Tx tx, Grant grant) {
    return tx.sessions().find(grant.session()).flatMap(session -> tx.tasks().find(session.task()));
  }
}
