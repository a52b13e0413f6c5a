package dev.berth.core.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes {@code docs/task-states.md} from the tables. Written anew with {@code java -cp
 * berth-core/target/classes dev.berth.core.task.StateDiagram > docs/task-states.md}.
 */
public final class StateDiagram {
  private StateDiagram() {}

  /** Prints the page. */
  public static void main(String[] arguments) {
    System.out.print(page());
  }

  /** The page, as it must be in {@code docs/}. */
  public static String page() {
    TransitionTable table = TaskTransitions.table();
    return """
    # Task states

    Made from the transition table in `berth-core` (`dev.berth.core.task.TaskTransitions`); a test keeps it true. After a change:
    `java -cp berth-core/target/classes dev.berth.core.task.StateDiagram > docs/task-states.md`.

    ```mermaid
    stateDiagram-v2
    %s
    ```

    ## Transitions

    | from | signal | when | to | what |
    |---|---|---|---|---|
    %s

    A pair of status and signal that is not listed, or whose condition does not hold, is answered and changes nothing:

    | status | signal | answer |
    |---|---|---|
    %s

    ## Outcome

    What a task that is being finalised ends as. Exactly one row applies to each combination of facts; `any` is left out.

    | row | cause | agent says | effect | change request | commits | build | ends |
    |---|---|---|---|---|---|---|---|
    %s
    """
        .formatted(diagram(table), rows(table), answers(table), outcomes());
  }

  private static String diagram(TransitionTable table) {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    for (Transition row : table.rows()) {
      String guard = row.guard().words().isEmpty() ? "" : " [" + row.guard().words() + "]";
      edges
          .computeIfAbsent(row.from() + " --> " + row.to(), e -> new ArrayList<>())
          .add(row.on().words() + guard);
    }
    StringBuilder text = new StringBuilder();
    text.append("    [*] --> PENDING_UPLOADS : with uploads outstanding\n");
    text.append("    [*] --> SUBMITTED : without");
    edges.forEach(
        (edge, signals) ->
            text.append("\n    ").append(edge).append(" : ").append(String.join("<br/>", signals)));
    for (TaskStatus status : TaskStatus.values()) {
      if (status.isTerminal()) {
        text.append("\n    ").append(status).append(" --> [*]");
      }
    }
    return text.toString();
  }

  private static String rows(TransitionTable table) {
    return table.rows().stream()
        .map(
            row ->
                line(
                    row.from().name(),
                    row.on().words(),
                    row.guard().words(),
                    row.to().name(),
                    row.words()))
        .collect(Collectors.joining("\n"));
  }

  private static String answers(TransitionTable table) {
    StringBuilder text = new StringBuilder();
    for (TaskStatus status : TaskStatus.values()) {
      if (status.isTerminal()) {
        continue;
      }
      for (Signal.Kind kind : Signal.Kind.values()) {
        table
            .find(status, kind)
            .map(
                answer ->
                    switch (answer) {
                      case Answer.AlreadySo so -> "already so: " + so.reason();
                      case Answer.Refused no -> "refused `" + no.code() + "`: " + no.detail();
                      case Answer.Never never -> "";
                    })
            .filter(words -> !words.isEmpty())
            .ifPresent(words -> text.append(line(status.name(), kind.words(), words)).append('\n'));
      }
    }
    return text.append(line("any terminal", "any", "refused `TASK_ALREADY_TERMINAL`")).toString();
  }

  private static String outcomes() {
    return OutcomeTable.standard().rows().stream()
        .map(
            row ->
                line(
                    row.id(),
                    some(row.causes(), TaskState.Cause.values().length),
                    some(row.words(), Evidence.Word.values().length),
                    some(row.effects(), Evidence.EffectFact.values().length),
                    some(row.changeRequests(), Evidence.ChangeRequestFact.values().length),
                    row.commits().size() == 2 ? "" : row.commits().contains(true) ? "> 0" : "0",
                    some(row.builds(), Evidence.Build.values().length),
                    row.terminal() + failure(row)))
        .collect(Collectors.joining("\n"));
  }

  private static String failure(OutcomeRow row) {
    String code =
        switch (row.failure()) {
          case OutcomeRow.Failure.None none -> "";
          case OutcomeRow.Failure.Code fixed -> " `" + fixed.code() + "`";
          case OutcomeRow.Failure.OfCause of ->
              " with the cause's code, else `" + of.otherwise() + "`";
          case OutcomeRow.Failure.OfAgent of ->
              " with the agent's code, else `" + of.otherwise() + "`";
        };
    return row.warning() ? ", warning" + code : code;
  }

  private static String some(Set<?> values, int all) {
    return values.size() == all
        ? ""
        : values.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
  }

  private static String line(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
