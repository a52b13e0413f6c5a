package dev.berth.store;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.store.sql.Dialect;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings a database to the schema of this version. */
public final class Migrations {
  private Migrations() {}

  /**
   * Migrates.
   *
   * @throws BerthException {@code DATABASE_TOO_NEW} when a newer version has migrated it; {@code
   *     DATABASE_UNAVAILABLE} when it cannot be reached or its migrations are not ours
   */
  public static void migrate(DataSource source, Dialect dialect) {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(source)
              .locations("classpath:db/migration")
              .placeholders(
                  Map.of(
                      "binary",
                      dialect.binaryCollation(),
                      "audit_append_only",
                      dialect.auditAppendOnly()))
              .cleanDisabled(true)
              .load();
      newer(flyway)
          .ifPresent(
              info -> {
                throw new BerthException(
                    ErrorCode.DATABASE_TOO_NEW,
                    "the database is at schema " + info.getVersion() + ", which is newer");
              });
      flyway.migrate();
    } catch (FlywayException e) {
      throw new BerthException(
          ErrorCode.DATABASE_UNAVAILABLE, "the database could not be migrated", e);
    }
  }

  private static Optional<MigrationInfo> newer(Flyway flyway) {
    return Arrays.stream(flyway.info().all())
        .filter(
            info ->
                info.getState() == MigrationState.FUTURE_SUCCESS
                    || info.getState() == MigrationState.FUTURE_FAILED)
        .reduce((first, second) -> second);
  }
}
