package dev.berth.core.screen;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.util.List;

/**
 * Looks through what is on its way to an agent. Deterministic where it is built in; another one may
 * ask a service. Thread-safe.
 */
public interface ContentScreen {
  /** What becomes of it. */
  Verdict look(Content content);

  /** The same screen, whose own failure is a refusal. */
  static ContentScreen closed(ContentScreen screen) {
    return content -> {
      try {
        return screen.look(content);
      } catch (RuntimeException | StackOverflowError e) {
        return new Verdict.Blocked(
            List.of(new Finding(Finding.What.UNSCREENED, 1, "the content screen failed")));
      }
    };
  }

  /** An answer. */
  sealed interface Verdict {
    /** Nothing was found. */
    record Clean() implements Verdict {}

    /**
     * It goes on, in this form, and whoever reads it is tainted.
     *
     * @param text what may be handed on: secrets redacted, markers and invisible characters shown
     */
    record Tainted(String text, List<Finding> findings) implements Verdict {
      public Tainted {
        findings = List.copyOf(findings);
      }
    }

    /** It does not go on. */
    record Blocked(List<Finding> findings) implements Verdict {
      public Blocked {
        findings = List.copyOf(findings);
      }

      /**
       * The refusal, as it is answered.
       *
       * @param field where it stood
       */
      public BerthException refusal(String field) {
        return new BerthException(
            ErrorCode.CONTENT_BLOCKED,
            field + ": " + findings.getFirst().words(),
            findings.stream()
                .map(f -> new BerthException.FieldProblem(field, f.what().name(), f.words()))
                .toList(),
            null);
      }
    }
  }
}
