package dev.berth.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One row of an answer, read by column name. Valid only inside its {@link Reader}. */
public final class Row {
  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  public String text(String column) throws SQLException {
    String value = results.getString(column);
    if (value == null) {
      throw new SQLException("null in column " + column);
    }
    return value;
  }

  public Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(results.getString(column));
  }

  public long number(String column) throws SQLException {
    return results.getLong(column);
  }

  public Optional<Long> optionalNumber(String column) throws SQLException {
    long value = results.getLong(column);
    return results.wasNull() ? Optional.empty() : Optional.of(value);
  }

  public int integer(String column) throws SQLException {
    return results.getInt(column);
  }

  public Optional<Integer> optionalInteger(String column) throws SQLException {
    int value = results.getInt(column);
    return results.wasNull() ? Optional.empty() : Optional.of(value);
  }

  public boolean flag(String column) throws SQLException {
    return results.getBoolean(column);
  }

  public Optional<Boolean> optionalFlag(String column) throws SQLException {
    boolean value = results.getBoolean(column);
    return results.wasNull() ? Optional.empty() : Optional.of(value);
  }

  public Instant time(String column) throws SQLException {
    return Instant.ofEpochMilli(results.getLong(column));
  }

  public Optional<Instant> optionalTime(String column) throws SQLException {
    return optionalNumber(column).map(Instant::ofEpochMilli);
  }

  public Duration duration(String column) throws SQLException {
    return Duration.ofMillis(results.getLong(column));
  }

  public byte[] bytes(String column) throws SQLException {
    byte[] value = results.getBytes(column);
    // SQLite reads an empty blob as null.
    return value == null ? new byte[0] : value;
  }

  /** Makes a record of a row. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Row row) throws SQLException;
  }
}
