package dev.berth.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a server of a later version leaves in the database: one migration more. */
public final class FutureMigration {
  private FutureMigration() {}

  /** Leaves it. */
  public static void pretend(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into flyway_schema_history (
            installed_rank, version, description, type, script, checksum, installed_by,
            installed_on, execution_time, success)
          select 9999, '9999', 'future', 'SQL', 'V9999__future.sql', 1, installed_by,
            installed_on, 0, success
          from flyway_schema_history where version = '1'
          """);
    }
  }

  /** How many migrations the database has had. */
  public static int count(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from flyway_schema_history")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
