package dev.berth.core.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure that reaches a person: a code of the catalogue, what happened this time, and, for
 * validation, each problem with its field. The detail never holds a secret.
 */
public class BerthException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<FieldProblem> problems;

  public BerthException(ErrorCode code, String detail) {
    this(code, detail, List.of(), null);
  }

  public BerthException(ErrorCode code, String detail, @Nullable Throwable cause) {
    this(code, detail, List.of(), cause);
  }

  public BerthException(
      ErrorCode code, String detail, List<FieldProblem> problems, @Nullable Throwable cause) {
    super(detail, cause);
    this.code = code;
    this.problems = List.copyOf(problems);
  }

  /** The catalogue's entry. */
  public ErrorCode code() {
    return code;
  }

  /** What happened this time; never empty. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** For validation: all problems, each with the path of its field. */
  public List<FieldProblem> problems() {
    return problems;
  }

  /**
   * One problem of a submitted document: where (a field path, or {@code file:line}), which, and in
   * words.
   */
  public record FieldProblem(String field, String code, String message) {}
}
