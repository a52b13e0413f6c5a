package dev.berth.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.store.Database;
import dev.berth.store.FutureMigration;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several nodes on one PostgreSQL. */
class PostgresNodesTest {
  @Test
  void hintsReachTheOtherNode() throws InterruptedException {
    PostgresSettings settings = PostgresExtension.settings();
    try (Database first = PostgresExtension.open(settings);
        Database second = PostgresExtension.open(settings)) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      try (var subscription = second.signals().subscribe(heard::add)) {
        assertThat(subscription).isNotNull();
        // The second node may still be about to listen: hints may be lost, so raise until heard.
        String hint = null;
        for (int i = 0; i < 100 && hint == null; i++) {
          first.signals().raise("task:1");
          hint = heard.poll(100, TimeUnit.MILLISECONDS);
        }
        assertThat(hint).isEqualTo("task:1");
      }
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws SQLException {
    PostgresSettings settings = PostgresExtension.settings();
    PostgresExtension.open(settings).close();
    FutureMigration.pretend(settings.url());
    int migrations = FutureMigration.count(settings.url());
    assertThatThrownBy(() -> PostgresExtension.open(settings))
        .hasMessageContaining("9999")
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_TOO_NEW));
    assertThat(FutureMigration.count(settings.url())).isEqualTo(migrations);
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsUnavailable() {
    PostgresSettings nobody =
        new PostgresSettings(
            "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1",
            Optional.of("nobody"),
            Optional.empty(),
            2);
    assertThatThrownBy(() -> PostgresExtension.open(nobody))
        .isInstanceOfSatisfying(
            BerthException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
  }
}
