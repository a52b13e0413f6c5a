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

  /** What refuses to change or delete rows of the table {@code audit}, for its migration. */
  public String auditAppendOnly() {
    return switch (this) {
      case SQLITE ->
          """
          create trigger audit_no_update before update on audit
          begin select raise(abort, 'the audit is append-only'); end;
          create trigger audit_no_delete before delete on audit
          begin select raise(abort, 'the audit is append-only'); end;
          """;
      case POSTGRESQL ->
          """
          create function audit_append_only() returns trigger language plpgsql as
          $$ begin raise exception 'the audit is append-only'; end $$;
          create trigger audit_append_only before update or delete or truncate on audit
          for each statement execute function audit_append_only();
          """;
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
