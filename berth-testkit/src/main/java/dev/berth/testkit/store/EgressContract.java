package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.egress.EgressStore.Change;
import dev.berth.core.egress.EgressStore.Refused;
import dev.berth.core.egress.Traffic;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The egress door's books. */
public abstract class EgressContract extends StoreContract {
  private static final Instant NOW = Samples.NOW;

  protected EgressContract() {
    super(new Samples());
  }

  @Test
  void claimsOnlyGrow() {
    Session session = write(samples::storedSession);
    assertThat(claimed(session)).isEqualTo(Traffic.none());
    claim(session, new Traffic(10, 1));
    claim(session, new Traffic(5, 20));
    assertThat(claimed(session)).isEqualTo(new Traffic(10, 20));
    claim(session, new Traffic(11, 20));
    assertThat(claimed(session)).isEqualTo(new Traffic(11, 20));
  }

  @Test
  void refusalsOfOneHostForOneReasonAreOneRow() {
    RepoId repo = repository();
    TaskId first = new TaskId(samples.id());
    TaskId second = new TaskId(samples.id());
    refuse(repo, refused("a.example", EgressRefusal.NOT_LISTED, 2, NOW, first));
    refuse(repo, refused("b.example", EgressRefusal.NOT_LISTED, 1, NOW.plusMillis(1), first));
    refuse(repo, refused("a.example", EgressRefusal.NOT_PUBLIC, 1, NOW.plusMillis(2), first));
    refuse(repo, refused("a.example", EgressRefusal.NOT_LISTED, 3, NOW.plusMillis(3), second));
    assertThat(rows(tx -> tx.egress().refusals(repo)))
        .containsExactly(
            new Refused(
                "a.example", 443, EgressRefusal.NOT_LISTED, 5, NOW, NOW.plusMillis(3), second),
            refused("a.example", EgressRefusal.NOT_PUBLIC, 1, NOW.plusMillis(2), first),
            refused("b.example", EgressRefusal.NOT_LISTED, 1, NOW.plusMillis(1), first));
    RepoId other = repository();
    assertThat(rows(tx -> tx.egress().refusals(other))).isEmpty();
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    RepoId repo = repository();
    RepoId other = repository();
    TaskId task = new TaskId(samples.id());
    writing(
        tx -> {
          tx.egress().refused(other, refused("a.example", EgressRefusal.NOT_LISTED, 1, NOW, task));
          for (int i = 0; i < EgressStore.MOST_REFUSALS + 5; i++) {
            tx.egress()
                .refused(
                    repo,
                    refused(i + ".example", EgressRefusal.NOT_LISTED, 1, NOW.plusMillis(i), task));
          }
          for (int i = 0; i < EgressStore.MOST_CHANGES + 5; i++) {
            tx.egress().changed(repo, change(Change.Action.ALLOW, i + ".example"));
          }
        });
    List<Refused> kept = rows(tx -> tx.egress().refusals(repo));
    assertThat(kept).hasSize(EgressStore.MOST_REFUSALS);
    assertThat(kept.getLast().host()).isEqualTo("5.example");
    assertThat(rows(tx -> tx.egress().refusals(other))).hasSize(1);
    List<Change> changes = rows(tx -> tx.egress().changes(repo));
    assertThat(changes).hasSize(EgressStore.MOST_CHANGES);
    assertThat(changes.getLast().entry()).isEqualTo("5.example");
  }

  @Test
  void changesAreKeptNewestFirstAndGoWithTheirRepository() {
    Repository repository = samples.repository(samples.repoName()).removed(NOW);
    writing(
        tx -> {
          tx.repos().insert(repository);
          tx.egress().changed(repository.id(), change(Change.Action.ALLOW, "npm"));
          tx.egress().changed(repository.id(), change(Change.Action.DENY, "npm"));
          tx.egress()
              .refused(
                  repository.id(),
                  refused("a.example", EgressRefusal.NOT_LISTED, 1, NOW, new TaskId(samples.id())));
        });
    assertThat(rows(tx -> tx.egress().changes(repository.id())))
        .containsExactly(change(Change.Action.DENY, "npm"), change(Change.Action.ALLOW, "npm"));
    assertThat(did(tx -> tx.repos().deleteAbandoned(repository.id()))).isTrue();
    assertThat(rows(tx -> tx.egress().changes(repository.id()))).isEmpty();
    assertThat(rows(tx -> tx.egress().refusals(repository.id()))).isEmpty();
  }

  private RepoId repository() {
    Repository repository = samples.repository(samples.repoName());
    writing(tx -> tx.repos().insert(repository));
    return repository.id();
  }

  private void refuse(RepoId repo, Refused refused) {
    writing(tx -> tx.egress().refused(repo, refused));
  }

  private Traffic claimed(Session session) {
    return read(tx -> tx.egress().claimed(session.id()));
  }

  private void claim(Session session, Traffic traffic) {
    writing(tx -> tx.egress().claim(session.id(), traffic));
  }

  private static Refused refused(
      String host, EgressRefusal reason, long times, Instant at, TaskId task) {
    return new Refused(host, 443, reason, times, at, at, task);
  }

  private static Change change(Change.Action action, String entry) {
    return new Change(NOW, new UserId("ann"), action, entry);
  }
}
