package dev.berth.engine.job;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** db-scheduler's times as milliseconds, like all times of the schema, on every database alike. */
final class MillisecondTimes extends DefaultJdbcCustomization {
  MillisecondTimes() {
    super(true);
  }

  @Override
  public String getName() {
    return "milliseconds";
  }

  @Override
  public void setInstant(PreparedStatement statement, int index, @Nullable Instant value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.BIGINT);
    } else {
      statement.setLong(index, value.toEpochMilli());
    }
  }

  @Override
  public @Nullable Instant getInstant(ResultSet results, String column) throws SQLException {
    long value = results.getLong(column);
    return results.wasNull() ? null : Instant.ofEpochMilli(value);
  }

  @Override
  public String getQueryLimitPart(int limit) {
    return " LIMIT " + limit;
  }
}
