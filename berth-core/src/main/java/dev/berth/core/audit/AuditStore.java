package dev.berth.core.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The audit, inside a unit of work. Rows are only added: the database itself refuses to change or
 * delete one.
 */
public interface AuditStore {
  /** Adds a row; it is there when what it tells of is. */
  void append(AuditEntry entry);

  /**
   * Rows from then on, oldest first.
   *
   * @param after the id of the row that a page ended with
   */
  List<Stored> page(Instant since, Optional<String> after, int limit);

  /**
   * A row.
   *
   * @param id a ULID; grows within a node
   */
  record Stored(String id, AuditEntry entry) {}
}
