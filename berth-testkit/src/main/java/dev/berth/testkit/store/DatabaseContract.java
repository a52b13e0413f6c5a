package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.store.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Units of work. */
public abstract class DatabaseContract extends StoreContract {
  protected DatabaseContract() {
    super(new Samples());
  }

  @Test
  void commitsWhenTheFunctionReturns() {
    writing(tx -> tx.installation().putValue("committed", "yes"));
    assertThat(found(tx -> tx.installation().value("committed"))).contains("yes");
  }

  @Test
  void rollsBackWhenItThrowsAndThrowsTheSame() {
    RuntimeException thrown = new IllegalArgumentException("no");
    assertThatThrownBy(
            () ->
                writing(
                    tx -> {
                      tx.installation().putValue("rolled-back", "yes");
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(found(tx -> tx.installation().value("rolled-back"))).isEmpty();
  }

  @Test
  void runsAfterCommitActionsInOrderAndOutsideTheUnitOfWork() {
    List<String> seen = new ArrayList<>();
    writing(
        tx -> {
          tx.installation().putValue("after", "one");
          tx.afterCommit(
              () -> seen.add(read(inner -> inner.installation().value("after")).orElse("missing")));
          tx.afterCommit(() -> writing(inner -> inner.installation().putValue("after", "two")));
          tx.afterCommit(
              () -> seen.add(read(inner -> inner.installation().value("after")).orElse("missing")));
          assertThat(seen).isEmpty();
        });
    assertThat(seen).containsExactly("one", "two");
  }

  @Test
  void neverRunsAfterCommitActionsAfterARollback() {
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                writing(
                    tx -> {
                      tx.afterCommit(() -> seen.add("ran"));
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(seen).isEmpty();
  }

  @Test
  void aFailingAfterCommitActionHidesNeitherTheResultNorTheNextAction() {
    List<String> seen = new ArrayList<>();
    String result =
        write(
            tx -> {
              tx.afterCommit(
                  () -> {
                    throw new IllegalStateException("an action fails on purpose");
                  });
              tx.afterCommit(() -> seen.add("next"));
              return "result";
            });
    assertThat(result).isEqualTo("result");
    assertThat(seen).containsExactly("next");
  }

  @Test
  void refusesAUnitOfWorkInsideAnother() {
    assertThatThrownBy(() -> writing(tx -> read(inner -> "never")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside another");
    assertThatThrownBy(() -> read(tx -> write(inner -> "never")))
        .isInstanceOf(IllegalStateException.class);
    writing(tx -> tx.installation().putValue("still", "works"));
  }

  @Test
  void refusesUseAfterTheEnd() {
    AtomicReference<Tx> leaked = new AtomicReference<>();
    writing(leaked::set);
    Tx tx = leaked.get();
    assertThatThrownBy(tx::tasks).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(tx::connection).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.afterCommit(() -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readsOneSnapshot() {
    writing(tx -> tx.installation().putValue("snapshot", "before"));
    String second =
        read(
            tx -> {
              assertThat(tx.installation().value("snapshot")).contains("before");
              together(
                  1,
                  i ->
                      () -> {
                        writing(inner -> inner.installation().putValue("snapshot", "after"));
                        return i;
                      });
              return tx.installation().value("snapshot").orElseThrow();
            });
    assertThat(second).isEqualTo("before");
    assertThat(found(tx -> tx.installation().value("snapshot"))).contains("after");
  }

  @Test
  void aReadCannotWrite() {
    assertThatThrownBy(
            () ->
                read(
                    tx -> {
                      tx.installation().putValue("read-only", "written");
                      return true;
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(found(tx -> tx.installation().value("read-only"))).isEmpty();
  }

  @Test
  void theConnectionTakesPartInTheTransaction() {
    assertThatThrownBy(
            () ->
                writing(
                    tx -> {
                      putValue(tx.connection(), "joined");
                      assertThat(tx.installation().value("joined")).contains("yes");
                      throw new IllegalStateException("roll back");
                    }))
        .hasMessage("roll back");
    assertThat(found(tx -> tx.installation().value("joined"))).isEmpty();
  }

  @Test
  void aReferenceToNothingIsRefusedAtTheCommit() {
    assertThatThrownBy(
            () ->
                writing(
                    tx -> tx.sessions().insert(samples.session(samples.task(samples.user()).id()))))
        .isInstanceOf(RuntimeException.class);
    writing(tx -> samples.storedSession(tx));
  }

  @Test
  void tellsItsOwnTime() {
    Instant first = read(tx -> tx.installation().databaseTime());
    Instant second = read(tx -> tx.installation().databaseTime());
    assertThat(second).isBetween(first, first.plus(Duration.ofMinutes(1)));
    assertThat(first).isAfter(Instant.parse("2024-01-01T00:00:00Z"));
  }

  @Test
  void manyWritersAllCommit() {
    together(
        40,
        i ->
            () -> {
              writing(tx -> tx.installation().putValue("writer-" + i, "done"));
              return i;
            });
    for (int i = 0; i < 40; i++) {
      int writer = i;
      assertThat(found(tx -> tx.installation().value("writer-" + writer))).contains("done");
    }
  }

  @Test
  void signalsReachListenersUntilTheyEnd() {
    List<String> heard = new ArrayList<>();
    try (var subscription = database().signals().subscribe(heard::add)) {
      assertThat(subscription).isNotNull();
      database().signals().raise("jobs");
      assertThat(heard).containsExactly("jobs");
    }
    database().signals().raise("jobs");
    assertThat(heard).containsExactly("jobs");
  }

  private static void putValue(Connection connection, String name) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into installation_values (name, value) values (?, ?)")) {
      insert.setString(1, name);
      insert.setString(2, "yes");
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
