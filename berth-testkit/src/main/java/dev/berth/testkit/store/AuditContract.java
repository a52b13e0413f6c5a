package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.audit.AuditStore.Stored;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows that stay as they were written. */
public abstract class AuditContract extends StoreContract {
  protected AuditContract() {
    super(new Samples());
  }

  @Test
  void rowsComeInPagesOldestFirstAndWithoutSecrets() {
    String secret = "ghp_" + "a1B2".repeat(9);
    TaskId task = new TaskId(samples.id());
    for (int i = 0; i < 3; i++) {
      append(entry(i, Optional.of(task), Map.of("n", i, "why", "\u001b[31mred " + secret)));
    }
    List<Stored> first = rows(tx -> tx.audit().page(Samples.NOW, Optional.empty(), 2));
    assertThat(first).hasSize(2);
    assertThat(first.getFirst().entry().task()).contains(task);
    assertThat(first.getFirst().entry().facts().toString())
        .contains("n=0", "red")
        .doesNotContain(secret, "\u001b");
    List<Stored> second =
        rows(tx -> tx.audit().page(Samples.NOW, Optional.of(first.getLast().id()), 100));
    assertThat(second).isNotEmpty();
    assertThat(second.getFirst().entry().facts()).containsEntry("n", 2);
    assertThat(rows(tx -> tx.audit().page(Samples.NOW.plusSeconds(60), Optional.empty(), 100)))
        .isEmpty();
  }

  @Test
  void theDatabaseRefusesToChangeOrDeleteARow() {
    // Before the rows of the other test, which cannot be deleted.
    append(entry(-60_000, Optional.empty(), Map.of()));
    for (String statement :
        List.of("update audit set subject = 'x'", "delete from audit where subject <> ''")) {
      assertThatThrownBy(() -> execute(statement))
          .as(statement)
          .hasStackTraceContaining("append-only");
    }
    assertThat(rows(tx -> tx.audit().page(Samples.NOW.minusSeconds(60), Optional.empty(), 100)))
        .isNotEmpty();
  }

  private void execute(String sql) {
    write(
        tx -> {
          try (Statement statement = tx.connection().createStatement()) {
            return statement.executeUpdate(sql);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void append(AuditEntry entry) {
    write(
        tx -> {
          tx.audit().append(entry);
          return entry;
        });
  }

  private static AuditEntry entry(int n, Optional<TaskId> task, Map<String, Object> facts) {
    return new AuditEntry(
        Samples.NOW.plusMillis(n),
        AuditAction.TASK_REJECTED,
        Optional.of(new UserId("ann")),
        task,
        "a submission",
        facts);
  }
}
