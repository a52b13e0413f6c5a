package dev.berth.engine.workflow;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every mistake of all workflow files. Not thread-safe. */
final class WorkflowProblems {
  private final List<Problem> problems = new ArrayList<>();

  void add(Problem problem) {
    problems.add(problem);
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  int size() {
    return problems.size();
  }

  /** The exception that lists all of them, by file and line. */
  BerthException exception() {
    List<FieldProblem> fields =
        problems.stream()
            .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
            .map(p -> new FieldProblem(p.file() + ":" + p.line(), p.code(), p.message()))
            .toList();
    FieldProblem first = fields.getFirst();
    String detail =
        fields.size() == 1
            ? first.field() + ": " + first.message()
            : fields.size() + " mistakes, the first at " + first.field() + ": " + first.message();
    return new BerthException(ErrorCode.WORKFLOW_INVALID, detail, fields, null);
  }

  /** One mistake and where it is. */
  record Problem(String file, int line, String code, String message) {}
}
