package dev.berth.gateway.egress;

import dev.berth.core.egress.EgressStore;
import dev.berth.core.egress.Traffic;
import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.Grant;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.time.Time;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A session's egress as its repository's settings say now; refusals become events, and rows of the
 * repository. Thread-safe.
 */
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
  public Reach of(Grant grant) {
    Optional<Repository> repository =
        database.read(
            tx ->
                task(tx, grant)
                    .flatMap(task -> task.spec().repo())
                    .flatMap(repo -> tx.repos().find(repo.id())));
    return new Reach(
        repository.map(Repository::name),
        repository
            .map(r -> EgressRules.stored(r.settings().egress(), registries))
            .orElseGet(EgressRules::none),
        repository.map(r -> Set.copyOf(r.settings().egress().registries())).orElse(Set.of()));
  }

  @Override
  public void refused(Grant grant, Refused refused, long times, boolean told) {
    Instant now = time.now();
    database.write(
        tx -> {
          task(tx, grant)
              .ifPresent(
                  task -> {
                    if (told) {
                      append(tx, task, words(refused, task.spec().repo()), now);
                    }
                    task.spec().repo().ifPresent(r -> count(tx, r, task, refused, times, now));
                  });
          return grant;
        });
  }

  private static Map<String, Object> words(Refused refused, Optional<TaskSpec.RepoRef> repo) {
    Optional<RepoName> name = repo.map(TaskSpec.RepoRef::name);
    String host = refused.target().toString();
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("host", refused.target().host());
    words.put("port", refused.target().port());
    words.put("reason", refused.reason().words());
    words.put("code", refused.reason().code().name());
    words.put("remedy", refused.reason().remedy(name, host));
    refused.reason().command(name, host).ifPresent(command -> words.put("command", command));
    return words;
  }

  private static void count(
      Tx tx, TaskSpec.RepoRef repo, Task task, Refused refused, long times, Instant now) {
    tx.egress()
        .refused(
            repo.id(),
            new EgressStore.Refused(
                refused.target().host(),
                refused.target().port(),
                refused.reason(),
                times,
                now,
                now,
                task.id()));
  }

  @Override
  public void refusedMore(Grant grant, long count) {
    Map<String, Object> words =
        Map.of("more", count, "reason", "too many refusals to tell one by one");
    database.write(
        tx -> {
          task(tx, grant).ifPresent(task -> append(tx, task, words, time.now()));
          return grant;
        });
  }

  @Override
  public Traffic claimed(Grant grant) {
    return database.read(tx -> tx.egress().claimed(grant.session()));
  }

  @Override
  public void claim(Grant grant, Traffic traffic) {
    database.write(
        tx -> {
          tx.egress().claim(grant.session(), traffic);
          return grant;
        });
  }

  private static void append(Tx tx, Task task, Map<String, Object> words, Instant now) {
    tx.events()
        .append(
            task.id(),
            List.of(NewEvent.of(EventType.EGRESS_DENIED, now, words)),
            EventCap.standard());
  }

  private static Optional<Task> task(Tx tx, Grant grant) {
    return tx.sessions().find(grant.session()).flatMap(session -> tx.tasks().find(session.task()));
  }
}
