package dev.berth.store.sql;

/** Where the embedded database and PostgreSQL differ. Everything else is one SQL text for both. */
public enum Dialect {
  SQLITE("sqlite"),
  POSTGRESQL("postgresql");

  private final String id;

  Dialect(String id) {
    this.id = id;
  }

  /** The name in {@code Database.dialect()}. */
  public String id() {
    return id;
  }

  /** The collation that orders text by its code points, for column definitions. */
  public String binaryCollation() {
    return switch (this) {
      case SQLITE -> "collate binary";
      case POSTGRESQL -> "collate \"C\"";
    };
  }

  /** Keeps rows that a select decides by from being changed; SQLite has one writer anyway. */
  public String forShare() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> "for share";
    };
  }

  /** Keeps selected rows for this transaction alone; SQLite has one writer anyway. */
  public String forUpdate() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> "for update";
    };
  }

  /**
   * A query for the database's own time in milliseconds, as column {@code now_ms}. The embedded one
   * has none but this process', which is bound as {@code :clock}.
   */
  public String nowQuery() {
    return switch (this) {
      case SQLITE -> "select cast(:clock as integer) as now_ms";
      case POSTGRESQL ->
          "select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint) as now_ms";
    };
  }
}
