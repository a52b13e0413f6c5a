package dev.berth.store.session;

import dev.berth.core.session.Directive;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** A directive as columns and back. */
final class DirectiveRow {
  private enum Kind {
    CANCEL,
    NUDGE,
    LAND,
    DENIAL,
    DEADLINE
  }

  private DirectiveRow() {}

  static Args of(Directive directive) {
    return switch (directive) {
      case Directive.Cancel(String reason, Instant at) -> words(Kind.CANCEL, reason, at);
      case Directive.Nudge(String text, Instant at) -> words(Kind.NUDGE, text, at);
      case Directive.Land(String reason, Instant at) -> words(Kind.LAND, reason, at);
      case Directive.Denial(String text, Instant at) -> words(Kind.DENIAL, text, at);
      case Directive.Deadline(Instant deadline, Instant at) ->
          Args.of("kind", Kind.DEADLINE)
              .and("words", Optional.empty())
              .and("deadline", deadline)
              .and("at", at);
    };
  }

  static Directive read(Row row) throws SQLException {
    Instant at = row.time("at");
    return switch (Kind.valueOf(row.text("kind"))) {
      case CANCEL -> new Directive.Cancel(row.text("words"), at);
      case NUDGE -> new Directive.Nudge(row.text("words"), at);
      case LAND -> new Directive.Land(row.text("words"), at);
      case DENIAL -> new Directive.Denial(row.text("words"), at);
      case DEADLINE -> new Directive.Deadline(row.time("deadline"), at);
    };
  }

  private static Args words(Kind kind, String words, Instant at) {
    return Args.of("kind", kind)
        .and("words", words)
        .and("deadline", Optional.empty())
        .and("at", at);
  }
}
