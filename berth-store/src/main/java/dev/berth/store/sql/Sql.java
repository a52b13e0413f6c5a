package dev.berth.store.sql;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Runs statements of one unit of work. Not thread-safe. */
public final class Sql {
  private final Handle handle;
  private final Dialect dialect;

  public Sql(Handle handle, Dialect dialect) {
    this.handle = handle;
    this.dialect = dialect;
  }

  /** Where the databases differ. */
  public Dialect dialect() {
    return dialect;
  }

  public Connection connection() {
    return handle.getConnection();
  }

  /** Runs a statement that changes rows; how many. */
  public int update(String sql, Args args) {
    try (var update = handle.createUpdate(sql)) {
      return bound(update, args).execute();
    }
  }

  /** Whether the statement changed exactly one row. */
  public boolean changed(String sql, Args args) {
    return update(sql, args) == 1;
  }

  /** The first row of a query, or of a statement with {@code returning}. */
  public <T> Optional<T> one(String sql, Args args, Row.Reader<T> reader) {
    List<T> rows = list(sql, args, reader);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** All rows of a query. */
  public <T> List<T> list(String sql, Args args, Row.Reader<T> reader) {
    try (var query = handle.createQuery(sql)) {
      return bound(query, args).map((results, context) -> reader.read(new Row(results))).list();
    }
  }

  /** Runs one statement for each of the argument lists, in one round trip where that helps. */
  public void batch(String sql, List<Args> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (var batch = handle.prepareBatch(sql)) {
      for (Args row : rows) {
        batch.bindMap(row.values()).add();
      }
      batch.execute();
    }
  }

  private static <S extends SqlStatement<S>> S bound(S statement, Args args) {
    statement.bindMap(args.values());
    args.lists().forEach(statement::bindList);
    return statement;
  }
}
